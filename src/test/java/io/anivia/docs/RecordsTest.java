package io.anivia.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The records of decisions and the map for contributors name classes that exist. */
class RecordsTest {

    private static final Path RECORDS = Path.of("src/docs/adr");
    private static final Pattern CLASS_NAME = Pattern.compile(
            "`(?:[a-z.]+\\.)?([A-Z][a-z0-9]\\w*[A-Z]\\w*)(?:\\.\\w+\\(.*?\\))?`");
    /** Of libraries and the JDK. */
    private static final Set<String> FOREIGN = Set.of("BigDecimal", "PlatformHttpEngine", "RabbitMQClient",
            "RandomAccessFile");

    /** Simple names of our classes, nested ones too. */
    private static Set<String> ours;

    @BeforeAll
    static void findOurs() throws IOException {
        try (Stream<Path> main = Files.walk(Path.of("target/classes"));
                Stream<Path> test = Files.walk(Path.of("target/test-classes"))) {
            ours = Stream.concat(main, test).map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(name.lastIndexOf('$') + 1, name.length() - ".class".length()))
                    .collect(Collectors.toSet());
        }
    }

    static Stream<Path> documents() throws IOException {
        List<Path> records;
        try (Stream<Path> files = Files.list(RECORDS)) {
            records = files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
        return Stream.concat(Stream.of(Path.of("CONTRIBUTING.md")), records.stream());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyClassThatADocumentNamesExists(Path document) throws IOException {
        String text = Files.readString(document);

        assertThat(CLASS_NAME.matcher(text).results().map(name -> name.group(1)))
                .filteredOn(name -> !text.startsWith("Superseded", text.indexOf("\n\n") + 2))
                .allMatch(name -> ours.contains(name) || FOREIGN.contains(name));
    }

    @Test
    void theIndexHasEveryRecord() throws IOException {
        String index = Files.readString(RECORDS.resolve("README.md"));

        assertThat(documents().filter(document -> document.startsWith(RECORDS)))
                .map(document -> document.getFileName().toString())
                .allMatch(name -> name.equals("README.md") || index.contains("(" + name + ")"));
    }
}
