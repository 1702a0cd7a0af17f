package io.anivia.destination;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

import io.anivia.destination.http.HttpObservation;
import io.anivia.destination.http.HttpResponse;
import io.anivia.destination.http.OutgoingRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last HTTP exchanges of one destination in this process: the last that succeeded, of at most one a second, and the
 * last five that failed. Thread-safe.
 */
public final class HttpExchanges {

    private static final Logger LOG = LoggerFactory.getLogger(HttpExchanges.class);
    private static final int FAILED = 5;
    private static final int MAX_EVENTS = 20;
    private static final int MAX_BODY_BYTES = 16 << 10;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * One request and its response.
     *
     * @param atMillis when it ended; epoch milliseconds
     * @param events ids of the first of its events
     * @param url as it was sent; may hold secrets, as the headers may
     * @param body its beginning, compressed if a header says so
     * @param bodyBytes its whole length
     * @param status of the response; 0 if none came
     * @param answer the response's body
     * @param failure why the delivery failed; {@code null} if it succeeded
     */
    public record HttpExchange(long atMillis, long durationMillis, List<String> events, String method, String url,
            Map<String, String> headers, byte[] body, int bodyBytes, int status, String answer,
            @Nullable String failure) {

        /** Whether all of the body is kept. */
        public boolean isWhole() {
            return body.length == bodyBytes;
        }

        /** The body as text, decompressed; at most so many bytes of it. */
        public String text(int mostBytes) {
            boolean isGzip = headers.entrySet().stream().anyMatch(header ->
                    header.getKey().equalsIgnoreCase("Content-Encoding") && header.getValue().equalsIgnoreCase("gzip"));
            if (!isGzip) {
                return new String(body, 0, Math.min(body.length, mostBytes), UTF_8);
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                for (int next = in.read(); next >= 0 && text.size() < mostBytes; next = in.read()) {
                    text.write(next);
                }
            } catch (IOException e) {
                // It is cut: what was read before that is its beginning.
                LOG.trace("A body ends early", e);
            }
            return text.toString(UTF_8);
        }
    }

    private final Deque<HttpExchange> failed = new ArrayDeque<>();
    private @Nullable HttpExchange passed;
    private volatile long nextNanos = System.nanoTime();

    /**
     * A delivery has ended. One that sent no request is passed over, as to a file.
     *
     * @param failure {@code null} if it succeeded
     * @param events ids of its events; called only if the exchange is kept
     */
    public void ended(HttpObservation observation, @Nullable String failure, Supplier<List<String>> events) {
        OutgoingRequest request = observation.request();
        if (request == null || failure == null && System.nanoTime() - nextNanos < 0) {
            return;
        }
        HttpResponse response = observation.response();
        byte[] body = request.body();
        HttpExchange exchange = new HttpExchange(System.currentTimeMillis(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - observation.beganNanos()),
                events.get().stream().limit(MAX_EVENTS).toList(), request.method(),
                observation.server() + request.target(), request.headers(),
                body.length <= MAX_BODY_BYTES ? body : Arrays.copyOf(body, MAX_BODY_BYTES), body.length,
                response == null ? 0 : response.status(), response == null ? "" : response.body(), failure);
        keep(exchange);
    }

    private synchronized void keep(HttpExchange exchange) {
        if (exchange.failure() == null) {
            nextNanos = System.nanoTime() + INTERVAL_NANOS;
            passed = exchange;
            return;
        }
        if (failed.size() == FAILED) {
            failed.removeFirst();
        }
        failed.addLast(exchange);
    }

    /** The latest first. */
    public synchronized List<HttpExchange> latest() {
        List<HttpExchange> all = new ArrayList<>(failed);
        if (passed != null) {
            all.add(passed);
        }
        all.sort(Comparator.comparingLong(HttpExchange::atMillis).reversed());
        return all;
    }
}
