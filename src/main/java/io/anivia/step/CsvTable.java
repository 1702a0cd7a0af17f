package io.anivia.step;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tables as <a href="https://www.rfc-editor.org/rfc/rfc4180">CSV</a>, whose first line names the columns. An empty value
 * is no value.
 */
final class CsvTable {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private CsvTable() {
    }

    static void read(String text, TableRows rows) throws LookupTableException {
        String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        // The parser counts a last line when it ends.
        String lines = content.endsWith("\n") ? content : content + '\n';
        CSVFormat format = CSVFormat.Builder.create().setDelimiter(rows.layout().delimiter()).setQuote('"')
                .setIgnoreEmptyLines(true).setIgnoreSurroundingSpaces(true).get();
        try (CSVParser parser = CSVParser.parse(lines, format)) {
            read(parser, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(CSVParser parser, TableRows rows) throws LookupTableException {
        Iterator<CSVRecord> records = parser.iterator();
        CSVRecord header = next(records, parser, rows);
        if (header == null) {
            throw rows.at(1, "the file is empty: its first line has the names of the columns");
        }
        List<String> columns = columns(header, parser.getCurrentLineNumber(), rows);
        String named = rows.layout().key();
        int key = named == null ? 0 : columns.indexOf(named);
        for (CSVRecord row = next(records, parser, rows); row != null; row = next(records, parser, rows)) {
            long line = parser.getCurrentLineNumber();
            if (row.size() != columns.size()) {
                throw rows.at(line, "the row has " + row.size() + " values, and there are " + columns.size()
                        + " columns: a value with a '" + rows.layout().delimiter() + "' in it is written in double"
                        + " quotes");
            }
            rows.add(row.get(key), values(row, columns, key, line, rows), line);
        }
    }

    /** {@code null} at the end. */
    private static @Nullable CSVRecord next(Iterator<CSVRecord> records, CSVParser parser, TableRows rows)
            throws LookupTableException {
        long line = parser.getCurrentLineNumber() + 1;
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            throw rows.at(line, "from here on a double quote is missing, or there is one too many: a value with double"
                    + " quotes in it is written \"the \"\"best\"\" one\"");
        }
    }

    private static List<String> columns(CSVRecord header, long line, TableRows rows) throws LookupTableException {
        Set<String> columns = new LinkedHashSet<>();
        for (String column : header) {
            if (column.isBlank() || !columns.add(column.strip())) {
                throw rows.at(line, column.isBlank() ? "a column has no name"
                        : "the column '" + column.strip() + "' is there twice");
            }
        }
        rows.requireColumns(columns, line);
        return new ArrayList<>(columns);
    }

    private static Map<String, Object> values(CSVRecord row, List<String> columns, int key, long line, TableRows rows)
            throws LookupTableException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int at = 0; at < columns.size(); at++) {
            String text = row.get(at);
            if (at != key && !text.isEmpty()) {
                ColumnType type = rows.layout().types().getOrDefault(columns.get(at), ColumnType.TEXT);
                Object value = type.read(text);
                if (value == null) {
                    throw rows.at(line, "'" + columns.get(at) + "' is no " + type.title() + ": " + type.example());
                }
                values.put(columns.get(at), value);
            }
        }
        return values;
    }
}
