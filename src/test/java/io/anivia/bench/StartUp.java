package io.anivia.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;


/** How long it takes from the start of the JVM until the first payload is safe. */
record StartUp(List<String> destinations) implements Scenario {

    private static final Goal SOON = Goal.below(Metric.START, 3);
    private static final Duration TRY_EVERY = Duration.ofMillis(20);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        Progress.print("scenario start");
        try (Site site = new Site(settings, workplace, destinations, true, Map.of())) {
            List<Figures> rounds = new ArrayList<>();
            for (int number = 1; number <= settings.rounds(); number++) {
                Progress.print("round %d", number);
                rounds.add(new Figures().put(Metric.START, secondsToFirst(site.anivia(), settings)));
                site.anivia().close();
            }
            return List.of(Result.ofRounds("start", "Both roles, RabbitMQ, " + String.join(", ", destinations)
                    + "; a POST every " + TRY_EVERY.toMillis() + " ms until one is answered 202. In the first round "
                    + "the queues are new.", rounds, List.of(SOON)));
        }
    }

    private static double secondsToFirst(AniviaProcess anivia, Settings settings) throws IOException {
        HttpRequest post = HttpRequest.newBuilder(anivia.events()).POST(HttpRequest.BodyPublishers.ofByteArray(
                new Payloads(1, settings.eventBytes()).next(0).getBytes())).build();
        HttpClient client = HttpClient.newHttpClient();
        long start = System.nanoTime();
        anivia.start();
        await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(TRY_EVERY).atMost(TIMEOUT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode() == 202);
        return (System.nanoTime() - start) / 1e9;
    }
}
