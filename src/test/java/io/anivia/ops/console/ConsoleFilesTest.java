package io.anivia.ops.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class ConsoleFilesTest {

    private static final Path DIRECTORY = Path.of("src", "main", "resources", "META-INF", "console");
    private static final List<String> NOT_ITS_OWN = List.of("preact.js", "headers.txt");

    private final ConsoleFiles files = new ConsoleFiles();

    @Test
    void allFilesOfTheDirectoryAreServed() throws IOException {
        try (Stream<Path> there = Files.list(DIRECTORY)) {
            assertThat(there.map(path -> path.getFileName().toString()).filter(name -> !NOT_ITS_OWN.contains(name)))
                    .containsExactlyInAnyOrderElementsOf(
                            ConsoleFiles.NAMES.stream().filter(name -> !NOT_ITS_OWN.contains(name)).toList());
        }
        assertThat(ConsoleFiles.NAMES).allSatisfy(name -> assertThat(files.find(name)).as(name).isPresent());
    }

    @Test
    void nothingElseIs() {
        assertThat(List.of("", "headers.txt", "../console/main.js", "/main.js", "main.js/", "MAIN.JS"))
                .allSatisfy(name -> assertThat(files.find(name)).isEmpty());
    }

    @Test
    void theLibraryIsOneModuleOfPreactAndHtm() {
        String library = files.find("preact.js").orElseThrow().content().toString();
        assertThat(library).contains(" as html,", " as render,", " as useLayoutEffect,").doesNotContain("import");
        assertThat(library).hasSizeLessThan(20_000);
    }

    @Test
    void thePolicyAllowsNothingButTheConsolesOwnFiles() {
        assertThat(files.headers().get("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "*", "data:", "http");
    }
}
