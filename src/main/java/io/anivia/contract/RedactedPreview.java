package io.anivia.contract;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a body: the names of its first members and what kind of value each has. Values are shown of
 * {@code id}, {@code type} and {@code timestamp} alone.
 */
public final class RedactedPreview {

    private static final int MOST_MEMBERS = 20;
    private static final int MOST_CHARACTERS = 256;
    private static final int MOST_NAME_CHARACTERS = 64;
    private static final Set<String> SHOWN = Set.of("id", "type", "timestamp");

    /** The event's id and type; {@code null} if it has none. */
    public record EventLabels(@Nullable String id, @Nullable String type) {

        private static final EventLabels NONE = new EventLabels(null, null);
    }

    private RedactedPreview() {
    }

    /**
     * The first members of a body by name.
     *
     * @param contentEncoding of the body; {@code null} if it has none, and can be looked into
     */
    public static Map<String, Object> of(byte[] body, @Nullable String contentEncoding) {
        return contentEncoding == null ? of(body)
                : Map.of("(" + ShownHeaders.contentEncoding(contentEncoding) + ")", body.length + " bytes");
    }

    /** The first members of a body by name. */
    public static Map<String, Object> of(byte[] body) {
        Map<String, Object> excerpt = new LinkedHashMap<>();
        try (JsonParser parser = EventJson.queuedParser(body)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                excerpt.put("(" + (first == null ? "empty" : kind(first)) + ")", body.length + " bytes");
                return excerpt;
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

    /** Reads no more of the event than it takes to find both. */
    public static EventLabels labels(byte[] body) {
        EventLabels labels = EventLabels.NONE;
        try (JsonParser parser = EventJson.queuedParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return labels;
            }
            while ((labels.id() == null || labels.type() == null) && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    labels = switch (name) {
                        case "id" -> new EventLabels(parser.getText(), labels.type());
                        case "type" -> new EventLabels(labels.id(), cut(parser.getText(), MOST_CHARACTERS));
                        default -> labels;
                    };
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            // Then it has no more of them that could be told.
            return labels;
        }
        return labels;
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
