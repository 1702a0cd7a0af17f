package io.anivia.step;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/** What the values of a column are. */
enum ColumnType {

    TEXT, NUMBER, BOOLEAN;

    /** As of JSON; not so long that it takes long to read. */
    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(0|[1-9]\\d{0,99})(\\.\\d{1,100})?([eE][+-]?\\d{1,3})?");

    /** @throws IllegalArgumentException if there is none of this name */
    static ColumnType of(String written) {
        return switch (written) {
            case "text" -> TEXT;
            case "number" -> NUMBER;
            case "boolean" -> BOOLEAN;
            default -> throw new IllegalArgumentException("'" + written + "' is no type: text, number or boolean");
        };
    }

    /** The value, as events have it; {@code null} if the text is none of this type. */
    @Nullable Object read(String text) {
        return switch (this) {
            case TEXT -> text;
            case NUMBER -> JSON_NUMBER.matcher(text).matches() ? number(text) : null;
            case BOOLEAN -> text.equalsIgnoreCase("true") ? Boolean.TRUE
                    : text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
        };
    }

    /** As it is written. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What may stand in such a column. */
    String example() {
        return switch (this) {
            case TEXT -> "any text";
            case NUMBER -> "a number is written as in JSON, such as 1234.50";
            case BOOLEAN -> "it is true or false";
        };
    }

    private static @Nullable Object number(String text) {
        try (JsonParser parser = EventJson.queuedParser(text.getBytes(StandardCharsets.UTF_8))) {
            return EventJson.readValue(parser);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
