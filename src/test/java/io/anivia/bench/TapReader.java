package io.anivia.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.vertx.core.json.JsonObject;

/** Reads a live tap to its end, or until it is closed. */
final class TapReader implements AutoCloseable {

    private final HttpResponse<Stream<String>> response;
    private final CompletableFuture<Void> reading;
    private volatile long events;
    private volatile long dropped;

    /** @throws IOException also if the tap is refused */
    TapReader(URI tap) throws IOException, InterruptedException {
        response = HttpClient.newHttpClient().send(HttpRequest.newBuilder(tap).build(),
                HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new IOException("GET " + tap + ": " + response.statusCode() + ' '
                    + String.join("\n", response.body().toList()));
        }
        reading = CompletableFuture.runAsync(() -> response.body().forEach(this::read));
    }

    private void read(String line) {
        JsonObject read = new JsonObject(line);
        if (read.containsKey("dropped")) {
            dropped = read.getLong("dropped");
        } else {
            events++;
        }
    }

    /** How many were shown. */
    long events() {
        return events;
    }

    /** How many were not, as the tap last said. */
    long dropped() {
        return dropped;
    }

    /** @throws IllegalStateException if the tap has ended before, for then it was not watched all the time */
    @Override
    public void close() {
        boolean endedBefore = reading.isDone();
        response.body().close();
        if (endedBefore) {
            throw new IllegalStateException("the tap ended before it was closed: " + reading);
        }
    }
}
