package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

/**
 * The table in src/docs/settings.md is what the code has. The table stands between {@code <!-- settings -->} and
 * {@code <!-- /settings -->}; its columns are the setting, its environment variable and its default, each in backticks,
 * and the meaning. An empty default: not set.
 */
class SettingsTest {

    private static final String BEGIN = "<!-- settings -->";
    private static final String END = "<!-- /settings -->";

    @Test
    void everySettingStandsInTheSettingsPageWithItsDefault() throws IOException {
        assertThat(documented()).containsAll(rowsOf(Settings.ofAnivia()));
    }

    @Test
    void nothingElseStandsInTheSettingsPage() throws IOException {
        List<String> known = new ArrayList<>(rowsOf(Settings.ofAnivia()));
        known.addAll(rowsOf(Settings.ofFrameworks()));

        assertThat(known).containsAll(documented());
        assertThat(documented()).doesNotHaveDuplicates();
    }

    @Test
    void everyDocumentedSettingHasAMeaning() throws IOException {
        assertThat(rows()).isNotEmpty().allSatisfy(row -> assertThat(cells(row).get(3)).isNotBlank());
    }

    private static List<String> rowsOf(Map<String, Setting> settings) {
        return settings.values().stream().map(Setting::row).toList();
    }

    /** The rows without their meaning. */
    private static List<String> documented() throws IOException {
        return rows().stream().map(row -> cells(row).subList(0, 3))
                .map(cells -> "| " + String.join(" | ", cells).stripTrailing() + " |").toList();
    }

    private static List<String> rows() throws IOException {
        String page = Files.readString(Path.of("src/docs/settings.md"));
        assertThat(page).containsSubsequence(BEGIN, END);
        return page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)).lines()
                .filter(line -> line.startsWith("| `")).toList();
    }

    private static List<String> cells(String row) {
        List<String> cells = Arrays.stream(row.split("\\|", -1)).skip(1).limit(4).map(String::strip).toList();
        assertThat(cells).as("cells of %s", row).hasSize(4);
        return cells;
    }
}
