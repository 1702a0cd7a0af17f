package io.anivia.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the JSON of events, as plain Java values.
 *
 * <p>Strict <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>; of members with the same name the last wins.
 * An object is a {@code Map} in the order of its members, an array a {@code List}; both are new and may be changed.
 * Integers are {@code Integer}, {@code Long} or {@code BigInteger}, other numbers {@code BigDecimal}, so that none
 * loses a digit: 12.970 stays 12.970. Half a surrogate pair, which the grammar allows as an escape, is written as the
 * escape that it was.
 *
 * <p>Two sets of limits: {@link #clientFactory} for what clients send, {@link #queuedParser} for what is in a queue,
 * which was bounded when it came in. A text beyond its limits is a {@link StreamConstraintsException}, other text that
 * is not JSON a {@link JsonParseException}. Messages of the latter may quote the text and do not belong in a log.
 *
 * <p>Values are read and written by hand on Jackson's streams, since data binding looks up a serializer or deserializer
 * for each value; the record {@code 0014-event-json.md} has the figures. Thread-safe.
 */
public final class EventJson {

    /** Also what Jackson writes; the reader's recursion fits a thread's stack. */
    static final int MAX_DEPTH = 1_000;
    /** Of a client's member names. They are kept in a table that all payloads share, which long ones would fill. */
    static final int MAX_CLIENT_NAME_CHARACTERS = 2_000;
    /** Of a client's numbers. Reading digits as a number takes time quadratic in their count. */
    static final int MAX_CLIENT_NUMBER_DIGITS = 1_000;
    /** Of the member names of queued events, which a route or a replay may have changed. */
    private static final int MAX_QUEUED_NAME_CHARACTERS = 50_000;
    private static final int TYPICAL_EVENT_BYTES = 1024;

    private static final JsonFactory QUEUED =
            factory(MAX_DEPTH, MAX_QUEUED_NAME_CHARACTERS, Integer.MAX_VALUE);
    /** Bound to a mapper, for values that a route has put into an event and JSON has no type of its own for. */
    private static final JsonFactory WRITER = JsonMapper.builder(JsonFactory.builder()
            .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build()).build().getFactory();

    private EventJson() {
    }

    /**
     * Makes parsers of what clients send. The length of a string has no limit, since the payload has one.
     *
     * @param maxDepth how deep objects and arrays may be nested
     */
    public static JsonFactory clientFactory(int maxDepth) {
        return factory(maxDepth, MAX_CLIENT_NAME_CHARACTERS, MAX_CLIENT_NUMBER_DIGITS);
    }

    private static JsonFactory factory(int maxDepth, int maxNameCharacters, int maxNumberDigits) {
        return JsonFactory.builder()
                // Interned names would outlive the payloads of the client that made them up.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxNumberLength(maxNumberDigits)
                        .maxNameLength(maxNameCharacters)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** A parser of a message from a queue, for callers that need a part of it; to be closed. */
    public static JsonParser queuedParser(byte[] json) throws IOException {
        return QUEUED.createParser(json);
    }

    /**
     * Reads an event from a queue. Ignores what follows it.
     *
     * @throws IOException if it is not a JSON object
     */
    public static Map<String, @Nullable Object> read(byte[] event) throws IOException {
        try (JsonParser parser = queuedParser(event)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new JsonParseException(parser, "a JSON object was expected, not " + first);
            }
            return readObject(parser);
        }
    }

    /** Reads the object that the parser stands at the start of, and leaves it at the object's end. */
    public static Map<String, @Nullable Object> readObject(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            members.put(name, readValue(parser));
        }
        return members;
    }

    /** Reads the value that the parser stands at, or at the start of, and leaves it at the value's end. */
    public static @Nullable Object readValue(JsonParser parser) throws IOException {
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

    /**
     * Writes an event in UTF-8. Types that {@link #read} does not make, which a route may have put into it, are written
     * the way Jackson's data binding does by default.
     *
     * @throws IOException if a value has no JSON, or is nested deeper than 1,000; the message may quote the event and
     *                     does not belong in a log
     */
    public static byte[] write(Map<?, ?> event) throws IOException {
        try (ByteArrayBuilder out = new ByteArrayBuilder(null, TYPICAL_EVENT_BYTES)) {
            try (JsonGenerator generator = WRITER.createGenerator(out, JsonEncoding.UTF8)) {
                writeObject(generator, event);
            }
            return out.toByteArray();
        }
    }

    /** Writes UTF-8 to a stream, for formats around an event; closing the generator leaves the stream open. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return WRITER.createGenerator(out, JsonEncoding.UTF8).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    /** Writes a value, with the same types and errors as {@link #write}. */
    public static void writeValue(JsonGenerator generator, @Nullable Object value) throws IOException {
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
            generator.writePOJO(value);
        }
    }

    private static void writeObject(JsonGenerator generator, Map<?, ?> members) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            if (member.getKey() == null) {
                throw new JsonGenerationException("a member without a name", generator);
            }
            generator.writeFieldName(member.getKey().toString());
            writeValue(generator, member.getValue());
        }
        generator.writeEndObject();
    }
}
