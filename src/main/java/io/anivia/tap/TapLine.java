package io.anivia.tap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.anivia.common.Shortened;
import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a tap shows of an event, as a line of JSON: names and kinds, and with values all of it, but for members
 * whose names say that they are secrets. Its {@code id}, {@code type} and {@code timestamp} are always shown.
 * Immutable.
 */
final class TapLine {

    private static final int MAX_DEPTH = 3;
    private static final int MAX_MEMBERS = 50;
    private static final int MAX_LIST_MEMBERS = 3;
    private static final int MAX_NAME_CHARACTERS = 64;
    static final int MAX_TEXT_CHARACTERS = 256;
    private static final int MAX_WORDS_CHARACTERS = 1024;
    private static final Set<String> SHOWN = Set.of("id", "type", "timestamp");
    private static final Pattern SECRET_NAME = Pattern.compile(
            ".*(authorization|cookie|token|secret|password|passwd|signature|api-?_?key|access-?_?key).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final String MASK = "***";

    private final String process;
    private final boolean values;
    private final int maxEventBytes;

    /**
     * @param process       named in each line
     * @param maxEventBytes an event with more is shown without its values
     */
    TapLine(String process, boolean values, int maxEventBytes) {
        this.process = process;
        this.values = values;
        this.maxEventBytes = maxEventBytes;
    }

    String of(TappedEvent event) throws IOException {
        Map<String, String> shown = new TreeMap<>();
        if (event.id() != null) {
            shown.put("id", event.id());
        }
        String body = body(event, shown);
        ByteArrayOutputStream line = new ByteArrayOutputStream(body.length() + 512);
        try (JsonGenerator json = EventJson.generator(line)) {
            json.writeStartObject();
            json.writeStringField("at", Instant.ofEpochMilli(event.at()).toString());
            json.writeStringField("process", process);
            json.writeStringField("point", event.point().toString());
            write(json, "source", event.source());
            write(json, "destination", event.destination());
            write(json, "id", shown.get("id"));
            write(json, "type", shown.get("type"));
            write(json, "timestamp", shown.get("timestamp"));
            json.writeFieldName("event");
            json.writeRawValue(body);
            write(json, "answer", answer(event));
            json.writeEndObject();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private @Nullable String answer(TappedEvent event) {
        String words = event.words();
        String quoted = values ? event.quotedWords() : null;
        String answer = words == null || quoted == null ? words : words + ": " + quoted;
        return answer == null ? null : Shortened.to(MAX_WORDS_CHARACTERS, answer);
    }

    private static void write(JsonGenerator json, String name, @Nullable String text) throws IOException {
        json.writeFieldName(name);
        if (text == null) {
            json.writeNull();
        } else {
            json.writeString(Shortened.to(MAX_WORDS_CHARACTERS, text));
        }
    }

    private String body(TappedEvent event, Map<String, String> shown) throws IOException {
        boolean isHead = event.point() == TapPoint.ACCEPTED;
        boolean isWhole = isHead || values && event.json().length <= maxEventBytes;
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonParser parser = EventJson.queuedParser(event.json())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return unreadable(event.json());
            }
            try (JsonGenerator json = EventJson.generator(out)) {
                if (isWhole) {
                    whole(parser, json, shown, isHead);
                } else {
                    new Outline(parser, json, shown).object(1, true);
                }
            }
        } catch (IOException notJson) {
            // Another program has queued it. Not even the exception says more, since it may quote the text.
            return unreadable(event.json());
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String unreadable(byte[] body) {
        return "{\"(unreadable)\":\"" + body.length + " bytes\"}";
    }

    /** Token by token, so that no number changes and the event may be as deep as it likes. */
    private static void whole(JsonParser parser, JsonGenerator json, Map<String, String> shown, boolean isHead)
            throws IOException {
        int depth = 0;
        JsonToken token = parser.currentToken();
        do {
            if (token == JsonToken.FIELD_NAME && !isHead && SECRET_NAME.matcher(parser.currentName()).matches()) {
                json.writeStringField(parser.currentName(), MASK);
                parser.nextToken();
                parser.skipChildren();
            } else if (token.isNumeric()) {
                json.writeNumber(parser.getText());
            } else {
                json.copyCurrentEvent(parser);
            }
            if (depth == 1 && token.isScalarValue()) {
                show(parser, parser.currentName(), shown);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            token = depth == 0 ? null : parser.nextToken();
        } while (token != null);
    }

    private static void show(JsonParser parser, @Nullable String name, Map<String, String> shown) throws IOException {
        if (name != null && SHOWN.contains(name) && parser.currentToken() != JsonToken.VALUE_NULL) {
            shown.put(name, Shortened.to(MAX_TEXT_CHARACTERS, parser.getText()));
        }
    }

    /** Writes names and kinds. For one event. */
    private static final class Outline {

        private final JsonParser parser;
        private final JsonGenerator json;
        private final Map<String, String> shown;
        private int left = MAX_MEMBERS;

        Outline(JsonParser parser, JsonGenerator json, Map<String, String> shown) {
            this.parser = parser;
            this.json = json;
            this.shown = shown;
        }

        void object(int depth, boolean isEvent) throws IOException {
            json.writeStartObject();
            int more = 0;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (isEvent && value.isScalarValue()) {
                    show(parser, name, shown);
                }
                if (left > 0) {
                    left--;
                    json.writeFieldName(Shortened.to(MAX_NAME_CHARACTERS, name));
                    value(value, depth);
                } else {
                    more++;
                    parser.skipChildren();
                }
            }
            if (more > 0) {
                json.writeStringField("…", more + " more");
            }
            json.writeEndObject();
        }

        private void list(int depth) throws IOException {
            json.writeStartArray();
            int more = 0;
            int written = 0;
            for (JsonToken value = parser.nextToken(); value != JsonToken.END_ARRAY; value = parser.nextToken()) {
                if (left > 0 && written < MAX_LIST_MEMBERS) {
                    left--;
                    written++;
                    value(value, depth);
                } else {
                    more++;
                    parser.skipChildren();
                }
            }
            if (more > 0) {
                json.writeString("… " + more + " more");
            }
            json.writeEndArray();
        }

        private void value(JsonToken value, int depth) throws IOException {
            if (value.isStructStart() && depth < MAX_DEPTH) {
                if (value == JsonToken.START_OBJECT) {
                    object(depth + 1, false);
                } else {
                    list(depth + 1);
                }
                return;
            }
            json.writeString(kind(value));
            parser.skipChildren();
        }
    }

    private static String kind(JsonToken value) {
        return switch (value) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            default -> "number";
        };
    }
}
