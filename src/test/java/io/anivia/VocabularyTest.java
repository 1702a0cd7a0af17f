package io.anivia;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Comments are about things. That one word is one class is in {@link ArchitectureTest}, which reads the classes. */
class VocabularyTest {

    private static final Path MAIN = Path.of("src/main/java");
    /** A literal, in group 1, or a comment, in group 2: whichever begins first. */
    private static final Pattern LITERAL_OR_COMMENT = Pattern.compile(
            "(\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+')"
                    + "|(/\\*[\\s\\S]*?\\*/|//[^\n]*)");
    private static final Pattern PEOPLE =
            Pattern.compile("\\b(who|whoever|whom|nobody|somebody|anybody|everybody)\\b", Pattern.CASE_INSENSITIVE);

    @Test
    void commentsAreAboutThings() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            files.filter(file -> file.toString().endsWith(".java")).sorted()
                    .forEach(file -> people(read(file)).forEach(line -> found.add(file + ":" + line)));
        }
        assertThat(found).as("comments that speak of who, nobody, somebody: make a message, a channel, a buffer their"
                + " subject").isEmpty();
    }

    @Test
    void theSearchSeesCommentsAndNothingElse() {
        assertThat(people("""
                /** Whoever calls. */
                String a = "who // nobody"; // somebody
                /* a
                   nobody */
                char c = '"'; int whole; // the whole
                """)).containsExactly("1: Whoever", "2: somebody", "4: nobody");
    }

    private static List<String> people(String source) {
        List<String> people = new ArrayList<>();
        Matcher part = LITERAL_OR_COMMENT.matcher(source);
        while (part.find()) {
            if (part.group(2) != null) {
                Matcher person = PEOPLE.matcher(part.group(2));
                while (person.find()) {
                    long line = source.substring(0, part.start(2) + person.start()).lines().count();
                    people.add(line + ": " + person.group());
                }
            }
        }
        return people;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
