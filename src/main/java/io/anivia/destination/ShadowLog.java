package io.anivia.destination;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.anivia.common.SecretMask;
import io.anivia.destination.http.HttpRecorder;
import io.anivia.destination.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Takes a shadow's requests, and keeps the last of them, without their secrets. Thread-safe. */
final class ShadowLog implements HttpRecorder {

    private static final int LATEST = 20;
    private static final int MOST_BODY_BYTES = 16 << 10;
    private static final int MOST_EVENTS = 20;

    private final SecretMask mask;
    /** Newest first. */
    private final Deque<ShadowedRequest> latest = new ArrayDeque<>();
    /** Of the delivery under way; there is one at a time. */
    private final List<ShadowedRequest.Sent> underWay = new ArrayList<>();

    ShadowLog(SecretMask mask) {
        this.mask = mask;
    }

    @Override
    public synchronized CompletionStage<HttpResponse> exchange(RecordedExchange request) {
        if (underWay.size() < LATEST) {
            Map<String, String> headers = new LinkedHashMap<>();
            request.headers().forEach((name, value) -> headers.put(name, mask.header(name, value)));
            underWay.add(new ShadowedRequest.Sent(request.method(), request.server() + mask.text(request.target()),
                    headers, mask.text(request.text(MOST_BODY_BYTES)), request.body().length));
        }
        return CompletableFuture.completedStage(request.success());
    }

    /**
     * Ends a delivery.
     *
     * @param events their ids
     * @param failure why the route has not come to its end; {@code null} if it has
     */
    synchronized void ended(List<String> events, @Nullable String failure) {
        Instant now = Instant.now();
        List<String> ids = List.copyOf(events.subList(0, Math.min(events.size(), MOST_EVENTS)));
        String why = failure == null ? null : mask.text(failure);
        if (underWay.isEmpty()) {
            add(new ShadowedRequest(now, ids, events.size(), null, why));
        }
        underWay.forEach(sent -> add(new ShadowedRequest(now, ids, events.size(), sent, why)));
        underWay.clear();
    }

    private void add(ShadowedRequest request) {
        latest.addFirst(request);
        if (latest.size() > LATEST) {
            latest.removeLast();
        }
    }

    synchronized List<ShadowedRequest> latest() {
        return List.copyOf(latest);
    }
}
