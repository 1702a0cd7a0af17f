package io.anivia.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of the documentation with a part that is generated, between {@code <!-- generated: name -->} and
 * {@code <!-- /generated: name -->}.
 *
 * @param path from the project's directory
 * @param part the name between the markers
 */
public record Page(Path path, String part) {

    /** The lines between the markers. */
    public String generated() throws IOException {
        String text = Files.readString(path);
        return text.substring(begin(text), end(text));
    }

    /** Passes if the lines between the markers are these; with {@code -Ddocs.write=true} it writes them instead. */
    void check(String expected) throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            write(expected);
        }
        assertThat(generated())
                .as("%s is not as generated: run mvn test -Dtest='io.anivia.docs.*Test' -Ddocs.write=true", path)
                .isEqualTo(expected);
    }

    /** Replaces the lines between the markers. */
    public void write(String lines) throws IOException {
        String text = Files.readString(path);
        Files.writeString(path, text.substring(0, begin(text)) + lines + text.substring(end(text)));
    }

    private int begin(String text) {
        String marker = "<!-- generated: " + part + " -->\n";
        assertThat(text).as(path.toString()).containsOnlyOnce(marker);
        return text.indexOf(marker) + marker.length();
    }

    private int end(String text) {
        String marker = "<!-- /generated: " + part + " -->";
        assertThat(text).as(path.toString()).containsOnlyOnce(marker);
        return text.indexOf(marker);
    }
}
