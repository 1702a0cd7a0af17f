package io.anivia.broker.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.rabbitmq.client.AMQP;
import io.anivia.broker.publish.OutboundMessage;
import org.jspecify.annotations.Nullable;

/**
 * Codec of a batch: several messages as the body of one.
 *
 * <p>A batch is a sequence of sections. A section is a line of JSON with the properties that its messages share and
 * their sizes in bytes, then the bodies, each followed by a line feed, so that a batch of JSON is readable text:
 *
 * <pre>
 * {"contentType":"application/json","headers":{"anivia-receipt":"…","anivia-received-at":1764…},"sizes":[11,12]}
 * {"id":"e1"}
 * {"id":"e22"}
 * </pre>
 *
 * {@code contentType}, {@code contentEncoding} and {@code headers} may be missing. A header is a string, an integer or
 * a boolean. The message has the header {@link #HEADER}. The content type alone makes no batch: a client can claim it
 * for its payload, and cannot set the header.
 */
public final class MessageBatch {

    static final String CONTENT_TYPE = "application/vnd.anivia.pack";
    /** How many messages there are in it. */
    static final String HEADER = "anivia-packed";

    /** So that a few bytes of a stranger's do not become very many deliveries. */
    static final int MOST_MESSAGES = 10_000;

    /** Batches are bounded by their bodies; a message with more headers than these is not worth counting them. */
    private static final int MOST_HEADER_CHARACTERS = 4096;
    private static final JsonFactory JSON = new JsonFactory();
    private static final int TYPICAL_SECTION_BYTES = 300;

    /** A message in a batch; its headers are shared with its neighbours. */
    record Entry(Map<String, Object> headers, @Nullable String contentType, @Nullable String contentEncoding, byte[] body) {
    }

    private MessageBatch() {
    }

    /** The number of messages in a message: more than 1 only if it is a batch. */
    public static int messages(AMQP.BasicProperties properties) {
        Object count = properties.getHeaders() == null ? null : properties.getHeaders().get(HEADER);
        return count instanceof Number number ? Math.max(1, Math.min(MOST_MESSAGES, number.intValue())) : 1;
    }

    /** The message that carries several for one queue. */
    static OutboundMessage of(List<OutboundMessage> messages) {
        return new OutboundMessage("", messages.get(0).routingKey(), Map.of(HEADER, messages.size()), CONTENT_TYPE, null,
                write(messages));
    }

    /** Whether a message comes out of a batch as it went in, and takes not much more room than its body. */
    static boolean takes(OutboundMessage message) {
        int characters = 0;
        for (Map.Entry<String, Object> header : message.headers().entrySet()) {
            Object value = header.getValue();
            characters += header.getKey().length();
            if (value instanceof String text) {
                characters += text.length();
            } else if (!(value instanceof Long || value instanceof Integer || value instanceof Boolean)) {
                return false;
            }
        }
        return characters <= MOST_HEADER_CHARACTERS;
    }

    /** Batches messages that it {@linkplain #takes takes}. */
    static byte[] write(List<OutboundMessage> messages) {
        int size = messages.stream().mapToInt(message -> message.body().length + 1).sum();
        ByteArrayOutputStream batch = new ByteArrayOutputStream(size + TYPICAL_SECTION_BYTES * 4);
        int from = 0;
        while (from < messages.size()) {
            int to = from + 1;
            while (to < messages.size() && isAlike(messages.get(from), messages.get(to))) {
                to++;
            }
            try {
                writeSection(messages.subList(from, to), batch);
            } catch (IOException e) {
                throw new UncheckedIOException("written to memory", e);
            }
            from = to;
        }
        return batch.toByteArray();
    }

    private static boolean isAlike(OutboundMessage one, OutboundMessage other) {
        return (one.headers() == other.headers() || one.headers().equals(other.headers()))
                && Objects.equals(one.contentType(), other.contentType())
                && Objects.equals(one.contentEncoding(), other.contentEncoding());
    }

    private static void writeSection(List<OutboundMessage> messages, ByteArrayOutputStream batch) throws IOException {
        OutboundMessage first = messages.get(0);
        try (JsonGenerator json = JSON.createGenerator(batch).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            if (first.contentType() != null) {
                json.writeStringField("contentType", first.contentType());
            }
            if (first.contentEncoding() != null) {
                json.writeStringField("contentEncoding", first.contentEncoding());
            }
            json.writeObjectFieldStart("headers");
            for (Map.Entry<String, Object> header : first.headers().entrySet()) {
                // Plain values need no codec.
                json.writePOJOField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("sizes");
            for (OutboundMessage message : messages) {
                json.writeNumber(message.body().length);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        batch.write('\n');
        for (OutboundMessage message : messages) {
            batch.write(message.body(), 0, message.body().length);
            batch.write('\n');
        }
    }

    /**
     * Takes a batch apart.
     *
     * @throws IOException if it is none
     */
    static List<Entry> read(byte[] batch) throws IOException {
        List<Entry> entries = new ArrayList<>();
        int at = 0;
        while (at < batch.length) {
            int end = endOfLine(batch, at);
            Section section = Section.read(batch, at, end - at);
            at = end + 1;
            if (entries.size() + section.sizes.size() > MOST_MESSAGES) {
                throw new IOException("it holds more than " + MOST_MESSAGES + " messages");
            }
            for (int size : section.sizes) {
                if (size < 0 || size >= batch.length - at || batch[at + size] != '\n') {
                    throw new IOException("a section's sizes do not match what follows it");
                }
                entries.add(new Entry(section.headers, section.contentType, section.contentEncoding,
                        Arrays.copyOfRange(batch, at, at + size)));
                at += size + 1;
            }
        }
        if (entries.isEmpty()) {
            throw new IOException("it holds nothing");
        }
        return entries;
    }

    private static int endOfLine(byte[] batch, int from) throws IOException {
        for (int at = from; at < batch.length; at++) {
            if (batch[at] == '\n') {
                return at;
            }
        }
        throw new IOException("a section has no end");
    }

    /** The line before the bodies. */
    private static final class Section {
        private @Nullable String contentType;
        private @Nullable String contentEncoding;
        private Map<String, Object> headers = Map.of();
        private final List<Integer> sizes = new ArrayList<>();

        static Section read(byte[] batch, int from, int length) throws IOException {
            Section section = new Section();
            try (JsonParser json = JSON.createParser(batch, from, length)) {
                expect(json.nextToken(), JsonToken.START_OBJECT);
                for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    json.nextToken();
                    section.readMember(name, json);
                }
                expect(json.currentToken(), JsonToken.END_OBJECT);
                expect(json.nextToken(), null);
            }
            return section;
        }

        private void readMember(String name, JsonParser json) throws IOException {
            switch (name) {
                case "contentType" -> contentType = readText(json);
                case "contentEncoding" -> contentEncoding = readText(json);
                case "headers" -> headers = readHeaders(json);
                case "sizes" -> readSizes(json);
                default -> throw new IOException("a section has a member '" + name + "'");
            }
        }

        private static String readText(JsonParser json) throws IOException {
            expect(json.currentToken(), JsonToken.VALUE_STRING);
            return json.getText();
        }

        private static Map<String, Object> readHeaders(JsonParser json) throws IOException {
            expect(json.currentToken(), JsonToken.START_OBJECT);
            Map<String, Object> headers = new HashMap<>();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                headers.put(name, switch (json.nextToken()) {
                    case VALUE_STRING -> json.getText();
                    case VALUE_NUMBER_INT -> json.getLongValue();
                    case VALUE_TRUE -> true;
                    case VALUE_FALSE -> false;
                    default -> throw new IOException("a header of a section is " + json.currentToken());
                });
            }
            return Collections.unmodifiableMap(headers);
        }

        private void readSizes(JsonParser json) throws IOException {
            expect(json.currentToken(), JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT);
                if (sizes.size() == MOST_MESSAGES) {
                    throw new IOException("a section has more than " + MOST_MESSAGES + " messages");
                }
                sizes.add(json.getIntValue());
            }
        }

        private static void expect(@Nullable JsonToken is, @Nullable JsonToken expected) throws IOException {
            if (is != expected) {
                throw new IOException("a section has " + is + " where " + expected + " was expected");
            }
        }
    }
}
