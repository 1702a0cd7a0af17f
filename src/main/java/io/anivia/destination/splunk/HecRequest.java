package io.anivia.destination.splunk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.splunk.HecEventWriter.UnfitEventException;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into request bodies: envelopes, one a line, as many to a body as its limit allows.
 *
 * <p>Thread-safe. Nothing has been sent while a batch is encoded, so an event that can never be sent is named before
 * anything needs to be sent again.
 *
 * @param maxContentLengthBytes of one body before compression; an event alone above it is refused
 * @param gzipLevel 1 (fast) to 9 (small), or {@code null} for bodies without compression
 */
record HecRequest(HecEventWriter envelopes, int maxContentLengthBytes, @Nullable Integer gzipLevel) {

    /**
     * The body of one request.
     *
     * @param first zero-based position, in the whole batch, of its first event
     * @param count of its events
     */
    record Part(int first, int count, byte[] body) {
    }

    /**
     * Encodes a batch; mostly into one part.
     *
     * @throws DeliveryException names all events that can never be sent, if there are any
     */
    List<Part> encode(List<?> events) throws DeliveryException {
        Map<Integer, String> unfit = new TreeMap<>();
        List<Part> parts = new ArrayList<>(1);
        ByteArrayOutputStream envelope = new ByteArrayOutputStream(2048);
        Body body = new Body(0);
        for (int position = 0; position < events.size(); position++) {
            try {
                envelope.reset();
                encode(events.get(position), envelope);
                if (!body.fits(envelope)) {
                    parts.add(body.end());
                    body = new Body(position);
                }
                body.add(envelope);
            } catch (UnfitEventException e) {
                unfit.put(position, e.getMessage());
            } catch (IOException e) {
                throw new UncheckedIOException("Memory does not fail", e);
            }
        }
        if (!unfit.isEmpty()) {
            throw DeliveryException.events(describe(unfit), unfit.keySet());
        }
        if (body.count > 0) {
            parts.add(body.end());
        }
        return parts;
    }

    private void encode(@Nullable Object event, ByteArrayOutputStream out) throws IOException, UnfitEventException {
        if (!(event instanceof Map<?, ?> map)) {
            throw new UnfitEventException("is not a Map");
        }
        envelopes.write(map, out);
        out.write('\n');
        if (out.size() > maxContentLengthBytes) {
            throw new UnfitEventException("takes " + out.size() + " bytes, above maxContentLength ("
                    + maxContentLengthBytes + ")");
        }
    }

    private static String describe(Map<Integer, String> unfit) {
        Map.Entry<Integer, String> first = unfit.entrySet().iterator().next();
        String others = unfit.size() > 1 ? ", and " + (unfit.size() - 1) + " more" : "";
        return "Not sent to Splunk: the event at position " + first.getKey() + " " + first.getValue() + others;
    }

    private final class Body {
        private final int first;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
        private final OutputStream out;
        private int count;
        private int contentLength;

        Body(int first) {
            this.first = first;
            this.out = gzipLevel == null ? bytes : gzip(bytes, gzipLevel);
        }

        boolean fits(ByteArrayOutputStream envelope) {
            return count == 0 || contentLength + envelope.size() <= maxContentLengthBytes;
        }

        void add(ByteArrayOutputStream envelope) throws IOException {
            envelope.writeTo(out);
            contentLength += envelope.size();
            count++;
        }

        Part end() {
            try {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Memory does not fail", e);
            }
            return new Part(first, count, bytes.toByteArray());
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
            throw new UncheckedIOException("Memory does not fail", e);
        }
    }
}
