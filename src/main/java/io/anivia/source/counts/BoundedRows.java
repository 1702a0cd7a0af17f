package io.anivia.source.counts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Rows by name, of which there are at most so many: all names beyond these share the row {@value #OTHERS}, for a name
 * may come from a client. Not thread-safe.
 *
 * @param <R> what is counted in a row
 */
final class BoundedRows<R> {

    static final String OTHERS = "others";

    private final int maxRows;
    private final Supplier<R> newRow;
    private final Map<String, R> rows = new LinkedHashMap<>();

    BoundedRows(int maxRows, Supplier<R> newRow) {
        this.maxRows = maxRows;
        this.newRow = newRow;
    }

    R of(String name) {
        R row = rows.get(name);
        if (row != null) {
            return row;
        }
        String known = rows.size() - (rows.containsKey(OTHERS) ? 1 : 0) < maxRows ? name : OTHERS;
        return rows.computeIfAbsent(known, absent -> newRow.get());
    }

    List<Map.Entry<String, R>> all() {
        return new ArrayList<>(rows.entrySet());
    }
}
