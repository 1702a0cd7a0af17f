package io.anivia.ops;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Posts one event after the other, over several connections, until it is stopped. */
final class SteadyPosts implements AutoCloseable {

    private static final int CLIENTS = 4;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI uri;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<Thread> threads;
    private volatile boolean isStopped;

    SteadyPosts(URI uri) {
        this.uri = uri;
        threads = IntStream.range(0, CLIENTS).mapToObj(i -> new Thread(this::run, "steady-posts-" + i)).toList();
        threads.forEach(Thread::start);
    }

    private void run() {
        while (!isStopped) {
            String id = UUID.randomUUID().toString();
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .POST(BodyPublishers.ofString("{\"id\":\"" + id + "\"}")).build();
            try {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                if (response.statusCode() == 202) {
                    accepted.add(id);
                } else {
                    refused.add(response.statusCode() + " " + response.body());
                }
            } catch (IOException e) {
                refused.add(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Waits until so many more are accepted. */
    void awaitMore(int events) {
        int before = accepted.size();
        await().atMost(SOON).until(() -> accepted.size() >= before + events || !refused.isEmpty());
    }

    /** The ids of events that were answered with 202 until now. */
    Set<String> accepted() {
        return new HashSet<>(accepted);
    }

    /** What was answered otherwise. */
    List<String> refused() {
        return refused;
    }

    void stop() throws InterruptedException {
        isStopped = true;
        for (Thread thread : threads) {
            thread.join(SOON.toMillis());
        }
    }

    @Override
    public void close() {
        isStopped = true;
    }
}
