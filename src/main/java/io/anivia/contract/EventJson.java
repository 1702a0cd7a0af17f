package io.anivia.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the JSON of events, as plain Java values.
 *
 * <p>Strict <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>; of members with the same name the last wins.
 * An object is a {@code Map} in the order of its members, an array a {@code List}; both are new and can be changed.
 * Integers are {@code Integer}, {@code Long} or {@code BigInteger}, other numbers {@code BigDecimal}, so that none
 * loses a digit, and their text is as it was: 12.970 stays 12.970, and 1e5 stays 1e5. Half a surrogate pair, which the
 * grammar allows as an escape, is written as the escape that it was.
 *
 * <p>Two sets of limits: {@link #clientFactory} for what clients send, {@link #queuedParser} for what is in a queue,
 * which was bounded when it came in. A text beyond its limits is a {@link StreamConstraintsException}, other text that
 * is not JSON a {@link JsonParseException}. Messages of the latter may quote the text and do not belong in a log.
 *
 * <p>The exponent of a number is bounded in both, from -{@value #MAX_EXPONENT} to {@value #MAX_EXPONENT}, so that a
 * number takes no more than that many characters beyond its own when it is written without exponent, or converted to an
 * integer: 1e999999999 would take a gigabyte.
 *
 * <p>Types that a route has put into an event, such as a {@code Double}, an array or a {@code Set}, are written the way
 * Jackson's data binding does by default. Thread-safe.
 */
public final class EventJson {

    /** How deep queued events may be nested, and events that are written. */
    static final int MAX_DEPTH = 1_000;
    /** Of a client's member names. They are kept in a table that all payloads share, which long ones would fill. */
    static final int MAX_CLIENT_NAME_CHARACTERS = 2_000;
    /** Of a client's numbers. Reading digits as a number takes time quadratic in their count. */
    static final int MAX_CLIENT_NUMBER_DIGITS = 1_000;
    /** Of the member names of queued events, which a route or a replay may have changed. */
    private static final int MAX_QUEUED_NAME_CHARACTERS = 50_000;
    /** The largest exponent of a number, and with a minus the smallest; a {@code double} has 308. */
    static final int MAX_EXPONENT = 1_000;

    private static final JsonFactory QUEUED = factory(MAX_DEPTH, MAX_QUEUED_NAME_CHARACTERS, Integer.MAX_VALUE);
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final ObjectReader OBJECTS = MAPPER.readerFor(new TypeReference<LinkedHashMap<String, Object>>() {
    });
    private static final ObjectReader VALUES = MAPPER.readerFor(Object.class);
    private static final ObjectWriter WRITER = MAPPER.writer();

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
        return Objects.requireNonNull(read(OBJECTS, parser));
    }

    /** Reads the value that the parser stands at, or at the start of, and leaves it at the value's end. */
    public static @Nullable Object readValue(JsonParser parser) throws IOException {
        return read(VALUES, parser);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> @Nullable T read(ObjectReader reader, JsonParser parser) throws IOException {
        return reader.readValue(new BoundedNumbers(parser));
    }

    /** A number whose text is not the one that {@code BigDecimal} makes of its value: 1e5 and not 1E+5. */
    private static final class WrittenNumber extends BigDecimal {

        private static final long serialVersionUID = 1;

        private final String text;

        WrittenNumber(String text) {
            super(text);
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Looks at the exponent of each decimal number before it is made one. */
    private static final class BoundedNumbers extends JsonParserDelegate {

        /** {@code BigDecimal} writes what has more zeros than these after its point with an exponent. */
        private static final int MOST_LEADING_ZEROS = 5;

        BoundedNumbers(JsonParser parser) {
            super(parser);
        }

        /** The only way by which data binding gets at numbers with a fraction or an exponent. */
        @Override
        public BigDecimal getDecimalValue() throws IOException {
            char[] text = getTextCharacters();
            int from = getTextOffset();
            int length = getTextLength();
            int exponentAt = exponentAt(text, from, from + length);
            if (exponent(text, exponentAt + 1, from + length) > MAX_EXPONENT) {
                throw new StreamConstraintsException("Number with an exponent beyond " + MAX_EXPONENT);
            }
            if (exponentAt < from + length) {
                return new WrittenNumber(getText());
            }
            BigDecimal value = super.getDecimalValue();
            boolean isSmall = value.scale() - value.precision() > MOST_LEADING_ZEROS;
            boolean isNegativeZero = value.signum() == 0 && text[from] == '-';
            return isSmall || isNegativeZero ? new WrittenNumber(getText()) : value;
        }

        /** Where the e is; the end if there is none. */
        private static int exponentAt(char[] text, int from, int end) {
            int at = from;
            while (at < end && text[at] != 'e' && text[at] != 'E') {
                at++;
            }
            return at;
        }

        /** The magnitude of an exponent, not read further than beyond the limit; 0 if there is none. */
        private static int exponent(char[] text, int from, int end) {
            int exponent = 0;
            for (int at = from; at < end && exponent <= MAX_EXPONENT; at++) {
                boolean isSign = text[at] == '+' || text[at] == '-';
                exponent = isSign ? 0 : exponent * 10 + text[at] - '0';
            }
            return exponent;
        }
    }

    /**
     * Writes an event, or a value of one, in UTF-8.
     *
     * @throws IOException if a value has no JSON, or is nested deeper than 1,000; the message may quote the event and
     *                     does not belong in a log
     */
    public static byte[] write(Object event) throws IOException {
        return WRITER.writeValueAsBytes(event);
    }

    /** Writes UTF-8 to a stream, for formats around an event; closing the generator leaves the stream open. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return MAPPER.createGenerator(out, JsonEncoding.UTF8).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }
}
