package io.anivia.source.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON text value by value and says where each lies, so that values can be copied as they were written. For one
 * use.
 */
final class RawJson implements AutoCloseable {

    /** The deepest that Prospector can be set to read. */
    private static final int MAX_DEPTH = 500;
    /** Other encodings are not looked for: in them offsets would be wrong. */
    private static final JsonFactory FACTORY = EventJson.clientFactory(MAX_DEPTH).rebuild()
            .disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    /** A value as it stands in the text, from its first byte to just past its last. */
    record JsonSlice(byte[] text, int from, int to, JsonToken first) {

        boolean isObject() {
            return first == JsonToken.START_OBJECT;
        }

        /** Whether it is written exactly like this, in ASCII. */
        boolean isText(String expected) {
            return to - from == expected.length()
                    && new String(text, from, to - from, StandardCharsets.ISO_8859_1).equals(expected);
        }

        void copyTo(BoundedBuffer out) throws UndecodableException {
            out.write(text, from, to - from);
        }

        /** What stands between the brackets of an object or array, without the blanks around it. */
        JsonSlice inner() {
            int start = from + 1;
            int end = to - 1;
            while (start < end && isBlank(text[start])) {
                start++;
            }
            while (end > start && isBlank(text[end - 1])) {
                end--;
            }
            return new JsonSlice(text, start, end, first);
        }
    }

    private final byte[] text;
    private final int base;
    private final JsonParser parser;

    RawJson(byte[] text, int from, int to) throws IOException {
        this.text = text;
        this.base = to - from >= 3 && text[from] == (byte) 0xEF && text[from + 1] == (byte) 0xBB
                && text[from + 2] == (byte) 0xBF ? from + 3 : from;
        this.parser = FACTORY.createParser(text, base, to - base);
    }

    RawJson(JsonSlice slice) throws IOException {
        this(slice.text(), slice.from(), slice.to());
    }

    /** Streams over text, for what is not copied but transcribed. */
    static JsonParser parser(byte[] text) throws IOException {
        return FACTORY.createParser(text);
    }

    /** Goes into the object or array that begins here, or on to the next value's start; {@code null} at the end. */
    @Nullable JsonToken next() throws IOException {
        return parser.nextToken();
    }

    /** The next member's name, of the object that has been gone into; {@code null} at its end. */
    @Nullable String nextName() throws IOException {
        return parser.nextFieldName();
    }

    /** Where the current value begins. */
    int start() {
        return base + (int) parser.currentTokenLocation().getByteOffset();
    }

    /** The text of the current value, if it is a string or a number. */
    String string() throws IOException {
        return parser.getText();
    }

    /** Reads the current value to its end. */
    JsonSlice slice() throws IOException {
        JsonToken first = parser.currentToken();
        int from = start();
        parser.skipChildren();
        parser.finishToken();
        int to = base + (int) parser.currentLocation().getByteOffset();
        while (isBlank(text[to - 1])) {
            to--;
        }
        return new JsonSlice(text, from, to, first);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** The only value in this part of the text; {@code null} if it is not JSON or not one value. */
    static @Nullable JsonSlice only(byte[] text, int from, int to) {
        try (RawJson json = new RawJson(text, from, to)) {
            if (json.next() == null) {
                return null;
            }
            JsonSlice slice = json.slice();
            return json.next() == null ? slice : null;
        } catch (IOException e) {
            // Of an array nothing can be read but its text.
            return null;
        }
    }

    private static boolean isBlank(byte character) {
        return character >= 0 && character <= ' ';
    }
}
