package io.anivia.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteFileChangesTest {

    private static LoadedRouteFile running(String name, String text, String... templates) {
        return new LoadedRouteFile(found(name, text), Set.of(name), Set.of(templates));
    }

    private static RouteFileText found(String name, String text) {
        return new RouteFileText(Path.of(name), text, "print of " + text);
    }

    @Test
    void eachFileIsOneOfFour() {
        RouteFileChanges changes = RouteFileChanges.between(
                List.of(running("same", "1"), running("changed", "1"), running("removed", "1")),
                List.of(found("added", "1"), found("changed", "2"), found("same", "1")));

        assertThat(changes.added()).containsExactly(found("added", "1"));
        assertThat(changes.changed()).containsExactly(found("changed", "2"));
        assertThat(changes.removed()).containsExactly(running("removed", "1"));
        assertThat(changes.unchanged()).containsExactly(running("same", "1"));
        assertThat(changes.isEmpty()).isFalse();
    }

    @Test
    void nothingIsDifferent() {
        assertThat(RouteFileChanges.between(List.of(running("a", "1"), running("b", "2")),
                List.of(found("a", "1"), found("b", "2"))).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "routeTemplateRef: mine", "routeTemplateRef: mine # comment", "routeTemplateRef: \"mine\"",
            "routeTemplateRef: 'mine'\n    parameters: []", "{routeTemplateRef: mine, parameters: []}" })
    void aFileThatUsesAChangedTemplateChanges(String use) {
        RouteFileChanges changes = RouteFileChanges.between(
                List.of(running("template", "1", "mine"), running("user", use), running("other", "1")),
                List.of(found("template", "2"), found("user", use), found("other", "1")));

        assertThat(changes.changed()).containsExactly(found("template", "2"), found("user", use));
        assertThat(changes.unchanged()).containsExactly(running("other", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "routeTemplateRef: mine-too", "routeTemplateRef: notmine", "id: mine" })
    void aFileThatUsesAnotherTemplateDoesNot(String use) {
        assertThat(RouteFileChanges.between(List.of(running("template", "1", "mine"), running("user", use)),
                List.of(found("template", "2"), found("user", use))).unchanged())
                .containsExactly(running("user", use));
    }

    @Test
    void aFileBesideThatTheTextNamesIsPartOfIt(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("a.camel.yaml"), "fixed: GET /config 200 file:config.json");
        Path named = Files.writeString(directory.resolve("config.json"), "{}");
        RouteFileText before = RouteFileText.read(file);
        assertThat(RouteFileText.read(file)).isEqualTo(before);

        Files.writeString(named, "{\"a\":1}");

        assertThat(RouteFileText.read(file).fingerprint()).isNotEqualTo(before.fingerprint());
    }

    @Test
    void aByteOrderMarkIsNoPartOfAText(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("a.camel.yaml"), "\uFEFF- route:");

        assertThat(RouteFileText.read(file).text()).isEqualTo("- route:");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("a.camel.yaml"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> RouteFileText.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("it has more than 1048576 bytes");
    }
}
