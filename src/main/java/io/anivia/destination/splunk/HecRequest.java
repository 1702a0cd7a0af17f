package io.anivia.destination.splunk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.splunk.HecEventWriter.WrittenEvent;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a batch of events as request bodies: one HEC event a line, as many to a body as its limit allows.
 *
 * <p>Thread-safe. A batch is encoded before any of it is sent, so that an event that can never be sent is named before
 * there is anything to repeat.
 *
 * @param maxContentLengthBytes of one body before compression; a single event above it is refused
 * @param gzipLevel 1 (fast) to 9 (small), or {@code null} for bodies without compression
 */
record HecRequest(HecEventWriter writer, int maxContentLengthBytes, @Nullable Integer gzipLevel) {

    /**
     * Encodes an event or a {@code List} of them, in most cases into one body.
     *
     * @throws DeliveryException poison, with the positions of all events that can never be sent, if there are any;
     *         permanent, if there is something else in place of an event: a step of the route has replaced it
     */
    List<HecRequestBody> encode(@Nullable Object eventOrBatch) throws DeliveryException {
        List<?> events = eventOrBatch instanceof List<?> batch ? batch : Collections.singletonList(eventOrBatch);
        Map<Integer, String> unencodable = new TreeMap<>();
        List<HecRequestBody> bodies = new ArrayList<>(1);
        ByteArrayOutputStream line = new ByteArrayOutputStream(2048);
        BodyBuilder body = new BodyBuilder(0);
        for (int position = 0; position < events.size(); position++) {
            try {
                line.reset();
                WrittenEvent written = writer.write(event(events.get(position)), line, maxContentLengthBytes);
                if (!body.hasRoomFor(line)) {
                    bodies.add(body.build());
                    body = new BodyBuilder(position);
                }
                body.add(written, line);
            } catch (UnencodableEventException e) {
                unencodable.put(position, e.getMessage());
            } catch (IOException e) {
                throw new UncheckedIOException("memory streams do not fail", e);
            }
        }
        if (!unencodable.isEmpty()) {
            throw DeliveryException.poisonAt(describe(unencodable), unencodable.keySet());
        }
        if (!body.events.isEmpty()) {
            bodies.add(body.build());
        }
        return bodies;
    }

    private static Map<?, ?> event(@Nullable Object content) throws DeliveryException {
        if (content instanceof Map<?, ?> event) {
            return event;
        }
        throw DeliveryException.permanent("splunk: takes an event, a Map, or a list of them, and not "
                + (content == null ? "nothing" : "a " + content.getClass().getSimpleName()) + ": do not marshal", null);
    }

    private static String describe(Map<Integer, String> unencodable) {
        Map.Entry<Integer, String> first = unencodable.entrySet().iterator().next();
        String others = unencodable.size() > 1 ? ", and " + (unencodable.size() - 1) + " more" : "";
        return "Not sent to Splunk: the event at position " + first.getKey() + " " + first.getValue() + others;
    }

    private final class BodyBuilder {

        private final int first;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
        private final OutputStream out;
        private final List<WrittenEvent> events = new ArrayList<>();
        private int contentLength;

        BodyBuilder(int first) {
            this.first = first;
            this.out = gzipLevel == null ? bytes : gzip(bytes, gzipLevel);
        }

        boolean hasRoomFor(ByteArrayOutputStream line) {
            return events.isEmpty() || contentLength + line.size() <= maxContentLengthBytes;
        }

        void add(WrittenEvent event, ByteArrayOutputStream line) throws IOException {
            line.writeTo(out);
            contentLength += line.size();
            events.add(event);
        }

        HecRequestBody build() {
            try {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException("memory streams do not fail", e);
            }
            return new HecRequestBody(first, events, bytes.toByteArray());
        }
    }

    private static OutputStream gzip(OutputStream out, int level) {
        try {
            return new GZIPOutputStream(out, 8 * 1024) {
                {
                    def.setLevel(level);
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException("memory streams do not fail", e);
        }
    }
}
