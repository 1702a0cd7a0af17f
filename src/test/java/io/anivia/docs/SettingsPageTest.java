package io.anivia.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/**
 * The table in {@code src/docs/settings.md}: names and defaults out of the code, meanings out of its Javadoc. For
 * settings without Javadoc (of routes, Quarkus, Camel) the page itself holds the meaning, and, for those of frameworks,
 * which of them are worth a row.
 */
class SettingsPageTest {

    private static final Page PAGE = new Page(Path.of("src/docs/settings.md"), "settings");
    private static final String HEAD = "| setting | environment | default | |\n|---|---|---|---|\n";

    @Test
    void theTableIsAsTheCodeSays() throws IOException {
        PAGE.check(expected());
    }

    @Test
    void everySettingHasAMeaning() throws IOException {
        assertThat(meanings()).isNotEmpty().allSatisfy((name, meaning) -> assertThat(meaning).as(name).isNotBlank());
    }

    private static String expected() throws IOException {
        Map<String, String> written = meanings();
        Map<String, String> javadoc = ConfigJavadoc.ofTheProject().meanings();
        Map<String, Setting> settings = new TreeMap<>(Settings.ofAnivia());
        Settings.ofFrameworks().forEach((name, setting) -> {
            if (written.containsKey(name)) {
                settings.put(name, setting);
            }
        });
        return HEAD + settings.values().stream().map(setting -> setting.row() + " "
                + javadoc.getOrDefault(setting.name(), written.getOrDefault(setting.name(), "")) + " |\n")
                .collect(Collectors.joining());
    }

    /** As the page has them now, by the setting's name. */
    private static Map<String, String> meanings() throws IOException {
        return PAGE.generated().lines().filter(line -> line.startsWith("| `")).map(line -> line.split(" ?\\| ?", -1))
                .collect(Collectors.toMap(cells -> cells[1].replace("`", ""), cells -> cells[4]));
    }
}
