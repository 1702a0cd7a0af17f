package io.anivia.prospector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import org.jspecify.annotations.Nullable;

/**
 * JSON to plain Java values and back.
 *
 * <p>Strict <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>; of members with the same name the last wins.
 * Integers become {@code Integer}, {@code Long} or {@code BigInteger}, other numbers {@code BigDecimal}, so that none
 * loses a digit. Half a surrogate pair, which the grammar allows as an escape, goes out as the escape it came in as.
 *
 * <p>Done by hand on Jackson's streams, for data binding would cost a lookup for each value.
 */
final class Json {

    /** Names are kept in a table shared by all payloads, so a client must not fill it with long ones. */
    static final int MAX_NAME_LENGTH = 2_000;
    /** Reading digits as a number takes time quadratic in their count. */
    static final int MAX_NUMBER_LENGTH = 1_000;

    private static final JsonFactory WRITER = new JsonFactory();
    private static final int TYPICAL_EVENT_BYTES = 1024;

    private Json() {
    }

    /**
     * Makes parsers that throw a {@link StreamConstraintsException} beyond their limits. A string may be as long as it
     * likes: the payload is bounded already.
     */
    static JsonFactory factory(int maxDepth) {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** Reads the object that the parser stands at the start of, and leaves it at the object's end. */
    static Map<String, @Nullable Object> readObject(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            members.put(name, readValue(parser));
        }
        return members;
    }

    /** Reads the value that the parser stands at, or at the start of, and leaves it at the value's end. */
    static @Nullable Object readValue(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> readDecimal(parser);
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("no value begins with " + parser.currentToken());
        };
    }

    private static List<@Nullable Object> readArray(JsonParser parser) throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(readValue(parser));
        }
        return values;
    }

    private static BigDecimal readDecimal(JsonParser parser) throws IOException {
        try {
            return new BigDecimal(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        } catch (NumberFormatException e) {
            throw new StreamConstraintsException("Number with an exponent beyond 32 bits");
        }
    }

    /** Writes what {@link #readValue} may have read; neither checks nor changes it. */
    static byte[] write(Map<String, @Nullable Object> object) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(null, TYPICAL_EVENT_BYTES)) {
            try (JsonGenerator generator = WRITER.createGenerator(out)) {
                writeObject(generator, object);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
    }

    private static void writeObject(JsonGenerator generator, Map<?, ?> members) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            generator.writeFieldName((String) member.getKey());
            writeValue(generator, member.getValue());
        }
        generator.writeEndObject();
    }

    private static void writeValue(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Map<?, ?> members) {
            writeObject(generator, members);
        } else if (value instanceof List<?> values) {
            generator.writeStartArray();
            for (Object element : values) {
                writeValue(generator, element);
            }
            generator.writeEndArray();
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof Integer number) {
            generator.writeNumber(number);
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            generator.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            generator.writeNumber(number);
        } else {
            throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }
}
