package io.anivia.destination.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests of tests, which wait for what a transport calls back with. */
final class Sending {

    static final Duration PLENTY = Duration.ofSeconds(20);

    private Sending() {
    }

    static HttpTransport transport(String url, HttpSettings settings) {
        return HttpTransport.open(HttpUrl.parse(url), settings);
    }

    static HttpSettings settings(Duration responseTimeout, Duration requestTimeout, int maxConnections) {
        return new HttpSettings(Duration.ofSeconds(2), responseTimeout, requestTimeout, maxConnections, false,
                HttpTrust.verified(null));
    }

    static OutgoingRequest post(String target) {
        return new OutgoingRequest("POST", target, Map.of("Content-Type", "application/json"),
                "{\"id\":\"1\"}".getBytes(US_ASCII));
    }

    static HttpResponse send(HttpTransport transport, int maxBodyBytes) throws IOException {
        return await(transport.send(post("/in"), maxBodyBytes));
    }

    static HttpResponse await(CompletionStage<HttpResponse> response) throws IOException {
        try {
            return response.toCompletableFuture().get(PLENTY.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no call back", e);
        }
    }
}
