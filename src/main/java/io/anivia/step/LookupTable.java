package io.anivia.step;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Rows by their keys, each with the values that it has by the names of its columns, without that of the key. Neither
 * the rows nor what is in them can be changed.
 */
record LookupTable(Map<String, Map<String, Object>> rows) {

    /** {@code null} if there is none. */
    @Nullable Map<String, Object> row(String key) {
        return rows.get(key);
    }
}
