package io.anivia.step;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Collects the rows of a table while its file is read, and refuses what makes no sense. For one thread. */
final class TableRows {

    private final Path file;
    private final LookupTableReader.TableLayout layout;
    private final Map<String, Map<String, Object>> rows = new HashMap<>();
    /** By key: the line where its row begins. */
    private final Map<String, Long> lines = new HashMap<>();

    TableRows(Path file, LookupTableReader.TableLayout layout) {
        this.file = file;
        this.layout = layout;
    }

    LookupTableReader.TableLayout layout() {
        return layout;
    }

    /** @throws LookupTableException if a column is not there that is needed */
    void requireColumns(Collection<String> columns, long line) throws LookupTableException {
        List<String> needed = new ArrayList<>(layout.wanted());
        needed.addAll(layout.types().keySet());
        if (layout.key() != null) {
            needed.add(layout.key());
        }
        for (String column : needed) {
            if (!columns.contains(column)) {
                throw at(line, "there is no column '" + column + "'; there are " + String.join(", ", columns));
            }
        }
    }

    /**
     * Adds a row.
     *
     * @param key    of a type that an event may have there, too; its text is compared
     * @param values without the key
     */
    void add(@Nullable Object key, Map<String, Object> values, long line) throws LookupTableException {
        String text = key instanceof BigDecimal number ? number.toPlainString() : String.valueOf(key).strip();
        if (key == null || key instanceof Map || key instanceof List || text.isEmpty()) {
            throw at(line, "the row has no key: write one, or drop the row");
        }
        Long before = lines.putIfAbsent(text, line);
        if (before != null) {
            throw at(line, "the key '" + text + "' is there already, in line " + before + ": drop one of the two");
        }
        if (lines.size() > layout.maxRows()) {
            throw at(line, "there are more rows than the " + layout.maxRows() + " of maxRows: a table is held in memory");
        }
        rows.put(text, Collections.unmodifiableMap(values));
    }

    LookupTable table() {
        return new LookupTable(rows);
    }

    LookupTableException at(long line, String sentence) {
        return new LookupTableException(file + ":" + line + ": " + sentence);
    }

    /** The value as it is, without a way to change it. */
    static Object unmodifiable(Object value) {
        if (value instanceof Map<?, ?> object) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            object.forEach((name, member) -> copy.put(String.valueOf(name), member == null ? null : unmodifiable(member)));
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(member -> copy.add(member == null ? null : unmodifiable(member)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }
}
