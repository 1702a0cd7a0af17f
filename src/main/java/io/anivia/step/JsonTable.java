package io.anivia.step;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/**
 * Tables as JSON: an object of objects, whose names are the keys, or an array of objects, each with its key in a
 * member. A member that is {@code null} is no value.
 */
final class JsonTable {

    private final TableRows rows;
    private final JsonParser parser;
    /** Of all rows: no row needs to have all. */
    private final Set<String> columns = new LinkedHashSet<>();

    private JsonTable(TableRows rows, JsonParser parser) {
        this.rows = rows;
        this.parser = parser;
    }

    static void read(byte[] content, TableRows rows) throws LookupTableException {
        try (JsonParser parser = EventJson.queuedParser(content)) {
            new JsonTable(rows, parser).read();
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw rows.at(location == null ? 1 : location.getLineNr(), "this is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw rows.at(1, "this is no JSON: " + e.getMessage());
        }
    }

    private void read() throws IOException, LookupTableException {
        if (!rows.layout().types().isEmpty()) {
            throw rows.at(1, "JSON has types of its own: leave out the option types");
        }
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            readObject();
        } else if (first == JsonToken.START_ARRAY) {
            readArray();
        } else {
            throw rows.at(line(), "a table is an object of objects, or an array of objects");
        }
        long last = line();
        if (parser.nextToken() != null) {
            throw rows.at(line(), "something follows the table");
        }
        rows.requireColumns(columns, last);
    }

    private void readObject() throws IOException, LookupTableException {
        if (rows.layout().key() != null) {
            throw rows.at(1, "the keys of an object of objects are its names: leave out the option key");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            long line = line();
            String key = parser.currentName();
            parser.nextToken();
            rows.add(key, values(row(), null), line);
        }
    }

    private void readArray() throws IOException, LookupTableException {
        String key = rows.layout().key();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            long line = line();
            Map<String, @Nullable Object> row = row();
            if (key == null) {
                key = row.keySet().stream().findFirst().orElseThrow(() -> rows.at(line, "the row has no key"));
            }
            rows.add(row.get(key), values(row, key), line);
        }
        if (key != null) {
            columns.add(key);
        }
    }

    private Map<String, @Nullable Object> row() throws IOException, LookupTableException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw rows.at(line(), "a row is an object");
        }
        return EventJson.readObject(parser);
    }

    private Map<String, Object> values(Map<String, @Nullable Object> row, @Nullable String key) {
        Map<String, Object> values = new LinkedHashMap<>();
        row.forEach((name, value) -> {
            columns.add(name);
            if (value != null && !name.equals(key)) {
                values.put(name, TableRows.unmodifiable(value));
            }
        });
        return values;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
