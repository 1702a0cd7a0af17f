package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTestFileTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"settings: {a: b}\ntests:\n  - nme: x\n", "setings: {a: b}\ntests:\n  - name: x\n"})
    void aTypoDoesNotHideTheSettings(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("partner.test.yaml"), text);
        List<Problem> problems = new ArrayList<>();

        RouteTestFile read = RouteTestFile.read(file, false, problems);

        assertThat(problems).isNotEmpty();
        assertThat(read.settings()).isEqualTo(Map.of("a", "b"));
        assertThat(read.cases()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u001b[2Jb"})
    void controlCharactersOfAFilesNameAreEscaped(String name) {
        assertThat(new Problem(Path.of(name), 1, 2, "wrong").toString()).matches("a\\\\u00[01][ab].*b:1:2: wrong");
    }
}
