package io.anivia.docs;

import java.util.Locale;

/**
 * A setting and its default.
 *
 * @param name as in application.properties
 * @param defaultValue empty: not set
 */
record Setting(String name, String defaultValue) {

    /** Its environment variable (MicroProfile Config, "Environment Variables Mapping Rules"). */
    String environment() {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Its row in the table of settings, but for the meaning. */
    String row() {
        String value = defaultValue.isEmpty() ? "" : " `" + defaultValue + "`";
        return "| `" + name + "` | `" + environment() + "` |" + value + " |";
    }
}
