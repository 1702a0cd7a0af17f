package io.anivia.source.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.airlift.compress.zstd.ZstdOutputStream;
import io.anivia.source.format.Decoder.Input;
import org.jspecify.annotations.Nullable;

/** Bodies of requests, and shorthand for what steps make of them. */
final class Formats {

    static final int MAX_BYTES = 1 << 20;
    static final Input INPUT = input(null, null);
    static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Formats() {
    }

    static Input input(@Nullable String contentType, @Nullable String contentEncoding) {
        return new Input(contentType, contentEncoding, "/v1/events", null, Map.of(), MAX_BYTES);
    }

    static Input path(String path, @Nullable String contentType) {
        return new Input(contentType, null, path, null, Map.of(), MAX_BYTES);
    }

    static Input headers(@Nullable String contentType, Map<String, String> headers) {
        return new Input(contentType, null, "/events", null, headers, MAX_BYTES);
    }

    static Input atMost(int maxBytes) {
        return new Input(null, null, "/v1/events", null, Map.of(), maxBytes);
    }

    static byte[] decode(String steps, byte[] body, Input input) throws UndecodableException {
        byte[] decoded = body;
        for (Decoder step : Decoders.parse(steps)) {
            decoded = step.decode(decoded, input);
        }
        return decoded;
    }

    static byte[] decode(String steps, byte[] body) throws UndecodableException {
        return decode(steps, body, INPUT);
    }

    /** The text that the steps make of a text. */
    static String decode(String steps, String body, Input input) throws UndecodableException {
        return utf8(decode(steps, utf8(body), input));
    }

    static String decode(String steps, String body) throws UndecodableException {
        return decode(steps, body, INPUT);
    }

    /** All JSON values of a text. */
    static List<JsonNode> json(byte[] text) throws IOException {
        List<JsonNode> values = new ArrayList<>();
        try (JsonParser parser = MAPPER.createParser(text)) {
            for (JsonNode value = MAPPER.readTree(parser); value != null; value = MAPPER.readTree(parser)) {
                values.add(value);
            }
        }
        return values;
    }

    static List<JsonNode> json(String text) throws IOException {
        return json(utf8(text));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Makes a stream that compresses. */
    interface Compressor {

        OutputStream around(OutputStream out) throws IOException;
    }

    static byte[] gzip(byte[] text) {
        return compressed(text, GZIPOutputStream::new);
    }

    static byte[] zlib(byte[] text) {
        return compressed(text, DeflaterOutputStream::new);
    }

    static byte[] zstd(byte[] text) {
        return compressed(text, ZstdOutputStream::new);
    }

    static byte[] compressed(byte[] text, Compressor compressor) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressor.around(bytes)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
