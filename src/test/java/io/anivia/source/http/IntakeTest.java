package io.anivia.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.anivia.contract.RequestParts;
import io.anivia.source.http.Intake.IntakeOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {

    private static final FakeHead HEAD = FakeHead.of("GET", "/one/x?a=1&a=2&key=k3y&b=%20", "ce-id", "7", "ce-source",
            "s", "Cookie", "c", "Authorization", "Bearer k3y", "X-Write-Key", "k3y", "User-Agent", "u");

    @Test
    void nothingGoesAlongUnlessItIsAskedFor() {
        assertThat(intake("", List.of("id, messageId")).forwarded(HEAD, "/one/{name}", Map.of("name", "x"))).isEmpty();
    }

    @Test
    void whatIsAskedForGoesAlongButNoKey() {
        Optional<RequestParts> parts = intake("method, path, query, header:*", List.of()).forwarded(HEAD, "/one/{name}", Map.of("name", "x"));

        assertThat(parts).contains(new RequestParts("GET", "/one/x", Map.of("name", "x"),
                Map.of("a", List.of("1", "2"), "b", List.of(" ")), Map.of("ce-id", "7", "ce-source", "s", "user-agent", "u")));
    }

    @Test
    void whatReadingNamesGoesAlong() {
        Intake intake = intake("", List.of("sentAt, request.header.ce-id", "request.path.name", "request.query.b, x"));

        assertThat(intake.forwarded(HEAD, "/one/{name}", Map.of("name", "x"))).contains(new RequestParts("", "/one/x",
                Map.of("name", "x"), Map.of("b", List.of(" ")), Map.of("ce-id", "7")));
    }

    @Test
    void aKeyInThePathDoesNotGoAlong() {
        Intake intake = new Intake(options("/x/{project}/y", "path:project", "path"), name -> new byte[0]);

        assertThat(intake.forwarded(HEAD, "/x/{project}/y", Map.of("project", "k3y")))
                .contains(new RequestParts("", "/x/{project}/y", Map.of(), Map.of(), Map.of()));
    }

    @Test
    void whatGoesAlongIsWrittenAndRead() throws IOException {
        RequestParts parts = new RequestParts("GET", "/\"x", Map.of("n", "\u00e4"), Map.of("a", List.of("1")),
                Map.of("h", ""));

        assertThat(RequestParts.fromJson(parts.toJson())).isEqualTo(parts);
        assertThat(RequestParts.fromJson(RequestParts.NONE.toJson())).isEqualTo(RequestParts.NONE);
    }

    @Test
    void aQueryIsAPayloadWithoutItsKey() {
        Intake intake = intake("", List.of());

        assertThat(intake.queryPayload("a=1&key=k3y&b=2")).isEqualTo("a=1&b=2");
        assertThat(intake.queryPayload("key=k3y")).isEmpty();
        assertThat(intake.queryPayload(null)).isEmpty();
    }

    /** The HTTP server finds a parameter in any case, percent-encoded, and behind a semicolon. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "KEY=k3y&b=2        | b=2",
            "a=1&%6bey=k3y      | a=1",
            "a=1&%4BEY=k3y&b=2  | a=1&b=2",
            "a=1;key=k3y        | a=1",
            "a=1;b=2;key=k3y;   | a=1;b=2",
            "key=k3y;key=x&Key  | ''",
            "a=key&%25=1;       | a=key&%25=1;"})
    void aKeyInTheQueryIsNoPartOfThePayloadHoweverItIsWritten(String query, String payload) {
        assertThat(intake("", List.of()).queryPayload(query)).isEqualTo(payload);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "true    | POST | ?a=1&key=k | ce-id | a=1",
            "true    | POST | ?key=k     | ce-id |",
            "headers | POST | ?a=1       | ce-id | ''",
            "headers | POST | ?a=1       | x-id  |",
            "headers | GET  | ?a=1       | ce-id | a=1"})
    void aRequestWithoutABodyMayBeAPayload(String emptyBody, String method, String query, String header,
            @Nullable String payload) {
        Intake intake = new Intake(new IntakeOptions("/x", "", "GET, POST", emptyBody, "query:key", "", "{}", "", "", "*",
                "header:ce-*", 0, List.of()), name -> new byte[0]);

        assertThat(intake.takesEmptyBody(method)).isTrue();
        assertThat(intake.payloadWithoutBody(FakeHead.of(method, "/x" + query, header, "1")).map(String::new))
                .isEqualTo(Optional.ofNullable(payload));
    }

    @Test
    void elseOnlyAGetMayHaveNoBody() {
        Intake intake = intake("", List.of());

        assertThat(intake.takesEmptyBody("GET")).isTrue();
        assertThat(intake.takesEmptyBody("POST")).isFalse();
        assertThatThrownBy(() -> new Intake(new IntakeOptions("/x", "", "GET", "query", "none", "", "{}", "", "", "*", "",
                0, List.of()), name -> new byte[0])).hasMessage("emptyBody: \"query\" is none of false, true and headers");
    }

    @Test
    void aKeyInTheQueryDoesNotGoAlongHoweverItIsWritten() {
        FakeHead head = FakeHead.of("GET", "/one/x?KEY=k3y&%6bey=k3y&a=1");

        assertThat(intake("query", List.of()).forwarded(head, "/one/{name}", Map.of()))
                .contains(new RequestParts("", "", Map.of(), Map.of("a", List.of("1")), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "header:Authorization | | \"header:authorization\" never goes along with a payload: it may hold credentials",
            "header:X-Write-Key   | | \"header:x-write-key\" never goes along with a payload: it is a place of the key",
            "query:KEY            | | \"query:KEY\" never goes along with a payload: it is a place of the key",
            "path | a=request.header.cookie | \"header:cookie\" never goes along with a payload",
            "path | request.query.key       | \"query:key\" never goes along with a payload"})
    void whatNeverGoesAlongCannotBeAskedFor(String forward, String reading, String message) {
        assertThatThrownBy(() -> intake(forward, reading == null ? List.of() : List.of(reading)))
                .hasMessageStartingWith("forward: " + message);
    }

    @Test
    void aVariableThatIsTheKeyCannotBeAskedFor() {
        assertThatThrownBy(() -> new Intake(new IntakeOptions("/x/{project}/y", "", "GET", "false", "path:project", "",
                "{}", "", "", "*", "", 0, List.of("request.path.project")), name -> new byte[0]))
                .hasMessageStartingWith("forward: \"path:project\" never goes along");
    }

    @Test
    void aKeyInThePathNeedsAVariableThere() {
        assertThat(new Intake(options("/x, /x/{project}", "path:project", ""), name -> new byte[0]).keys().variables())
                .containsExactly("project");
        assertThatThrownBy(() -> new Intake(options("/x/{id}", "path:project", ""), name -> new byte[0])).hasMessage(
                "key: no path has the variable 'project': write {project} where it stands in path");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 31})
    void aBodyHasASizeThatCanBe(long maxBody) {
        assertThatThrownBy(() -> new Intake(new IntakeOptions("/x", "", "GET", "false", "none", "", "{}", "", "", "*", "",
                maxBody, List.of()), name -> new byte[0])).hasMessageStartingWith("maxBody: a number of bytes up to");
    }

    @Test
    void anOptionThatIsNotValidIsNamed() {
        assertThatThrownBy(() -> intake("cookies", List.of())).hasMessageStartingWith("forward: \"cookies\" is no part");
        assertThatThrownBy(() -> new Intake(options("", "basic", ""), name -> new byte[0]))
                .hasMessage("path: a source has at least one path");
        assertThatThrownBy(() -> PathTableTest.intake("/a", "", "FETCH", "")).hasMessageStartingWith("methods: ");
    }

    private static Intake intake(String forward, List<String> reading) {
        return new Intake(new IntakeOptions("/one/{name}", "", "GET", "false",
                "basic, header:X-Write-Key, query:key", "", "{}", "", "", "*", forward, 0, reading), name -> new byte[0]);
    }

    private static IntakeOptions options(String path, String key, String forward) {
        return new IntakeOptions(path, "", "GET", "false", key, "", "{}", "", "", "*", forward, 0, List.of());
    }
}
