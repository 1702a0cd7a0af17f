package io.anivia.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.anivia.source.http.Intake.IntakeOptions;
import io.anivia.source.http.PathTable.Match;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTableTest {

    private final PathTable.Builder<String> builder = new PathTable.Builder<>();

    @ParameterizedTest
    @ValueSource(strings = {"/v1/batch", "/v1/batch/", "/segment/v1/batch", "/segment/k3y/v1/batch/"})
    void servesAPathWithAndWithoutASlashAndUnderTheSourcesName(String path) {
        add("segment", "/v1/batch, /v1/track/");

        assertThat(find(path)).hasValueSatisfying(match -> assertThat(match.targets()).containsOnlyKeys("POST"));
        assertThat(find(path).orElseThrow().targets().get("POST").source()).isEqualTo("segment");
    }

    @Test
    void aKeyMayStandInFrontOfThePath() {
        add("segment", "/v1/batch");

        assertThat(find("/segment/k3y/v1/batch").orElseThrow().key()).isEqualTo("k3y");
        assertThat(find("/segment/v1/batch").orElseThrow().key()).isNull();
        assertThat(find("/v1/batch").orElseThrow().key()).isNull();
        assertThat(find("/segment/k%2F3%3ay%25+/v1/batch").orElseThrow().key()).isEqualTo("k/3:y%+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "/v1", "/v1/batch/x", "/v1/batchx", "//v1/batch", "/other/v1/batch",
            "/segment/a/b/v1/batch", "/segment", "/v1/BATCH"})
    void servesNoOther(String path) {
        add("segment", "/v1/batch");

        assertThat(find(path)).isEmpty();
    }

    @Test
    void variablesAreDecodedAndFixedOnesNeedNoSearch() {
        add("adobe", "/b/ss/{suite}/1/{version}/{random}, /v1/{call:track|page}");

        assertThat(find("/b/ss/a%2Cb/1/JS-2.22/s1+2").orElseThrow().variables())
                .isEqualTo(Map.of("suite", "a,b", "version", "JS-2.22", "random", "s1+2"));
        assertThat(find("/v1/page").orElseThrow().variables()).isEqualTo(Map.of("call", "page"));
        assertThat(find("/v1/other")).isEmpty();
        assertThat(find("/b/ss/x/2/y/z")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x/..", "/x/.", "/x/%2e%2e", "/x/a%2Fb", "/x/%00", "/x//"})
    void aVariableThatCouldBeTakenForSomethingElseIsNone(String path) {
        add("x", "/x/{name}/end, /x/{name}");

        assertThat(find(path)).isEmpty();
    }

    @Test
    void anExactPathComesFirst() {
        add("any", "/v1/{name}");
        add("exact", "/v1/logs");

        assertThat(find("/v1/logs").orElseThrow().targets().get("POST").source()).isEqualTo("exact");
        assertThat(find("/v1/other").orElseThrow().targets().get("POST").source()).isEqualTo("any");
    }

    @ParameterizedTest
    @CsvSource({"/batch, /batch/", "'/v1/{a}/x', '/v1/{b}/x'", "/v1/track, '/v1/{call:track|page}'"})
    void twoSourcesCannotHaveOnePath(String one, String other) {
        add("one", one);

        assertThatThrownBy(() -> add("other", other)).isInstanceOf(PathTable.Builder.ConflictException.class)
                .satisfies(e -> assertThat(((PathTable.Builder.ConflictException) e).other()).isEqualTo("one"));
    }

    @Test
    void twoSourcesCanHaveOneUnderTheirNames() {
        add("one", "/batch");
        builder.add("other", "other", intake("", "/batch", "POST", ""));

        assertThat(find("/batch").orElseThrow().targets().get("POST").source()).isEqualTo("one");
        assertThat(find("/other/k3y/batch").orElseThrow().targets().get("POST").source()).isEqualTo("other");
    }

    @Test
    void aFixedAnswerHasItsOwnMethods() {
        builder.add("one", "one", intake("/flags", "", "POST", "GET /flags 200 {}, GET|POST /config/{key} 404"));

        Match<String> flags = find("/flags").orElseThrow();
        assertThat(flags.methods()).isEqualTo("GET, POST");
        assertThat(flags.targets().get("POST").fixed()).isNull();
        assertThat(flags.targets().get("GET").fixed()).isNotNull();
        assertThat(find("/config/k3y").orElseThrow().methods()).isEqualTo("GET, POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "/v1//x", "/v1/../x", "/v1/{}", "/v1/{a b}", "/v1/x?y", "/v1/{a:}"})
    void refusesWhatIsNoPath(String path) {
        assertThatThrownBy(() -> add("one", path)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("path: ");
    }

    private void add(String name, String paths) {
        builder.add(name, name, intake(paths, "", "POST", ""));
    }

    private Optional<Match<String>> find(String path) {
        return builder.build().find(path);
    }

    static Intake intake(String paths, String prefixed, String methods, String fixed) {
        return new Intake(new IntakeOptions(paths, prefixed, methods, "false", "basic", "", "{}", fixed, "", "*", "", 0,
                List.of()), name -> {
                    throw new IOException("no file");
                });
    }
}
