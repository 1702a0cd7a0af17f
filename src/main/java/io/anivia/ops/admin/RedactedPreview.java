package io.anivia.ops.admin;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.anivia.contract.EventJson;
import io.vertx.core.json.JsonObject;

/**
 * What may be shown of a body: the names of its first members and what kind of value each has. Values are shown of
 * {@code id}, {@code type} and {@code timestamp} alone.
 */
final class RedactedPreview {

    private static final int MOST_MEMBERS = 20;
    private static final int MOST_CHARACTERS = 256;
    private static final int MOST_NAME_CHARACTERS = 64;
    private static final Set<String> SHOWN = Set.of("id", "type", "timestamp");

    private RedactedPreview() {
    }

    static JsonObject of(byte[] body) {
        JsonObject excerpt = new JsonObject();
        try (JsonParser parser = EventJson.queuedParser(body)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                return excerpt.put("(" + (first == null ? "empty" : kind(first)) + ")", body.length + " bytes");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (excerpt.size() < MOST_MEMBERS || SHOWN.contains(name)) {
                    excerpt.put(cut(name, MOST_NAME_CHARACTERS), SHOWN.contains(name) && value.isScalarValue()
                            ? cut(parser.getText(), MOST_CHARACTERS) : kind(value));
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            excerpt.put("(unreadable)", body.length + " bytes");
        }
        return excerpt;
    }

    /** The event's id; empty if it has none. */
    static Optional<String> id(byte[] body) {
        try (JsonParser parser = EventJson.queuedParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isId = "id".equals(parser.currentName());
                if (parser.nextToken().isScalarValue() && isId) {
                    return Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            // Then it has no id that could be told.
            return Optional.empty();
        }
        return Optional.empty();
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

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
