package io.anivia.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogRecord;
import java.util.stream.Stream;

import io.anivia.common.CapturedLog;
import io.anivia.routes.EmptyRoutes;
import io.anivia.routes.RouteFiles;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {

    private static final Path SHIPPED = Path.of("routes", "sources");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Sources sources = new Sources();

    @TempDir
    Path directory;

    @BeforeEach
    void start() {
        camel.getRegistry().bind("sources", sources);
        camel.getRegistry().bind("emptyRoutes", new EmptyRoutes());
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void whatIsPackedIsWhatIsShipped() throws IOException {
        try (Stream<Path> files = Files.list(SHIPPED)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".camel.yaml")))
                    .containsExactlyInAnyOrderElementsOf(SourceFiles.SHIPPED);
        }
        for (String name : SourceFiles.SHIPPED) {
            assertThat(getClass().getResource("/routes/sources/" + name)).as(name).isNotNull();
        }
        assertThat(getClass().getResource("/routes/sources/rudder-source-config.json")).isNotNull();
    }

    @Test
    void theShippedOnesCanBeReadTogether() {
        load(SHIPPED);

        assertThat(sources.all()).hasSameSizeAs(SourceFiles.SHIPPED).extracting(Source::name)
                .contains("events", "segment", "otlp");
        assertThat(sources.find("segment").orElseThrow().steps()).isEmpty();
    }

    @Test
    void aSourceWithAPathTwiceIsNotTwoSources() throws IOException {
        write("a", "source-a", "source:a", "/v1/x, /v1/{call:x|y}");

        assertThatThrownBy(() -> load(directory)).hasMessageContainingAll("source 'a': path: /v1/x is there twice",
                "take one of them away");
    }

    @Test
    void twoSourcesWithOnePathStopTheStartAndBothAreNamed() throws IOException {
        write("a", "source-a", "source:a", "/v1/x");
        write("b", "source-b", "source:b", "/v1/{call:x|y}");

        assertThatThrownBy(() -> load(directory)).hasMessageContainingAll("source file '" + directory.resolve("b.camel.yaml")
                + "', line 6 is not valid", "/v1/x is served by two sources", "'" + directory.resolve("a.camel.yaml")
                + "', line 4", "'" + directory.resolve("b.camel.yaml") + "', line 4");
    }

    @Test
    void anOptionThatIsNotValidHasItsFileAndLine() throws IOException {
        write("a", "source-a", "source:a", "v1");

        assertThatThrownBy(() -> load(directory)).hasMessageContainingAll("a.camel.yaml', line 6 is not valid",
                "source 'a': path: a path begins with '/'");
    }

    @Test
    void twoRoutesCannotDefineOneSource() throws IOException {
        write("a", "source-a", "source:a", "/a");
        write("b", "source-b", "source:a", "/b");

        assertThatThrownBy(() -> load(directory)).hasMessageContaining("source 'a' is defined by two routes");
    }

    @Test
    void aDirectoryWithoutSourcesStopsTheStart() {
        assertThatThrownBy(() -> load(directory)).hasMessageContaining("there is no source");
        assertThatThrownBy(() -> load(directory.resolve("missing"))).hasMessageContaining("ANIVIA_SOURCES_DIR");
    }

    @Test
    void aFileWithAnotherEndingIsNotReadAndTheLogSaysSo() throws IOException {
        write("a", "source-a", "source:a", "/a");
        Path other = Files.writeString(directory.resolve("b.yml"), "- route:");
        Files.writeString(directory.resolve("answer.json"), "{}");

        try (CapturedLog log = new CapturedLog()) {
            load(directory);

            assertThat(log.records()).filteredOn(entry -> entry.getLoggerName().equals(RouteFiles.class.getName()))
                    .singleElement().extracting(LogRecord::getMessage).asString()
                    .contains("'" + other + "' is not read", "ends in .camel.yaml");
        }
        assertThat(sources.all()).extracting(Source::name).containsExactly("a");
    }

    private void load(Path from) {
        new SourceFiles(camel, () -> from, sources).load();
    }

    private void write(String file, String id, String uri, String path) throws IOException {
        Files.writeString(directory.resolve(file + ".camel.yaml"), """
                - route:
                    id: %s
                    from:
                      uri: %s
                      parameters:
                        path: "%s"
                      steps: []
                """.formatted(id, uri, path));
    }
}
