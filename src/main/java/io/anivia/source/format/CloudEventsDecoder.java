package io.anivia.source.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.anivia.source.format.RawJson.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * {@code cloudevents}: an event in <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">binary mode</a>,
 * whose attributes are headers and whose data is the body, becomes what it would be in structured mode. Events and
 * batches in structured mode are JSON as they are.
 */
final class CloudEventsDecoder implements Decoder {

    private static final String PREFIX = "ce-";
    private static final List<String> FIRST = List.of("specversion", "id", "source", "type", "time", "subject");

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        String type = input.contentType() == null ? "" : input.contentType().strip().toLowerCase(Locale.ROOT);
        Map<String, String> headers = input.headers();
        boolean isBinary = headers.containsKey("ce-specversion") || headers.containsKey("ce-id");
        if (!isBinary || type.startsWith("application/cloudevents")) {
            return body;
        }
        BoundedBuffer out = new BoundedBuffer(Math.min(body.length, input.maxBytes()), input.maxBytes());
        RawObject event = new RawObject(out);
        for (Map.Entry<String, String> attribute : attributes(headers, input.contentType()).entrySet()) {
            event.member(attribute.getKey(), attribute.getValue());
        }
        writeData(body, type, event);
        event.end();
        return out.toByteArray();
    }

    private static Map<String, String> attributes(Map<String, String> headers, @Nullable String contentType) {
        Map<String, String> sorted = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                sorted.put(name.substring(PREFIX.length()), value(value));
            }
        });
        if (contentType != null) {
            sorted.put("datacontenttype", contentType);
        }
        // No attribute may have these names; they are the data's.
        sorted.remove("data");
        sorted.remove("data_base64");
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String name : FIRST) {
            String value = sorted.remove(name);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        attributes.putAll(sorted);
        return attributes;
    }

    /** Section 3.1.3.2: quotes and backslashes of a quoted value are undone first, then the percent-encoding. */
    private static String value(String header) {
        String value = header.strip();
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        return new String(PercentText.decode(encoded, 0, encoded.length, false), StandardCharsets.UTF_8);
    }

    private static void writeData(byte[] body, String contentType, RawObject event) throws UndecodableException {
        if (body.length == 0) {
            return;
        }
        // Section 3.1 of the JSON format: data without a content type is JSON.
        boolean isJson = contentType.isEmpty() || contentType.contains("json");
        JsonSlice json = isJson ? RawJson.only(body, 0, body.length) : null;
        if (json != null) {
            event.member("data", json);
        } else if (isUtf8(body)) {
            RawObject.writeString(event.member("data"), body, 0, body.length);
        } else {
            event.member("data_base64", Base64.getEncoder().encodeToString(body));
        }
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
