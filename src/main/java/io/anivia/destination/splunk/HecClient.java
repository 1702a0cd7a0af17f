package io.anivia.destination.splunk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.http.HttpTransport;
import io.anivia.destination.http.OutgoingRequest;
import org.jspecify.annotations.Nullable;

/** The HTTP requests to one Event Collector. Thread-safe; does not block. */
final class HecClient {

    private static final int MAX_RESPONSE_BYTES = 64 * 1024;

    private final HecAddress address;
    private final String authorization;
    private final boolean gzip;

    HecClient(HecAddress address, String token, boolean gzip) {
        this.address = address;
        this.authorization = "Splunk " + token;
        this.gzip = gzip;
    }

    /**
     * Posts one request body.
     *
     * @param channel {@code null} for events without acknowledgement
     * @return fails with a {@code DeliveryException} if there was no response
     */
    CompletionStage<HecResponse> post(HttpTransport transport, @Nullable String channel, HecRequestBody body) {
        Map<String, String> headers = headers();
        if (gzip) {
            headers.put("Content-Encoding", "gzip");
        }
        if (channel != null) {
            headers.put("X-Splunk-Request-Channel", channel);
        }
        return send(transport, new OutgoingRequest("POST", address.path(), headers, body.bytes(),
                body.observation()));
    }

    /**
     * Polls for acknowledgements. Splunk reports each acknowledged request once.
     *
     * @return the ids whose requests are indexed; the other requests are pending, lost, or unknown. Fails with a
     *         {@code DeliveryException} if there was no response, or one without acknowledgements
     */
    CompletionStage<Set<Long>> acknowledged(HttpTransport transport, String channel, List<Long> ids) {
        byte[] body = ("{\"acks\":" + ids + "}").getBytes(US_ASCII);
        return send(transport, new OutgoingRequest("POST", address.ackPath() + "?channel=" + channel, headers(), body))
                .thenCompose(response -> {
                    Set<Long> acknowledged = response.acknowledged();
                    return acknowledged != null ? CompletableFuture.completedStage(acknowledged)
                            : CompletableFuture.failedStage(
                                    response.failure(this + ", polled for acknowledgements,",
                                            new HecRequestBody(0, List.of(), body)));
                });
    }

    private CompletionStage<HecResponse> send(HttpTransport transport, OutgoingRequest request) {
        return transport.send(request, MAX_RESPONSE_BYTES)
                .handle((response, failure) -> failure == null
                        ? CompletableFuture.completedStage(HecResponse.read(response))
                        : CompletableFuture.<HecResponse>failedStage(FailureClassifier.of(failure, toString())))
                .thenCompose(Function.identity());
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", authorization);
        headers.put("Content-Type", "application/json");
        return headers;
    }

    /** The server, for messages. */
    @Override
    public String toString() {
        return "Splunk HEC at " + address;
    }
}
