package io.anivia.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.anivia.fakes.FakeSplunk;

/** Anivia as a process of its own, with its three shipped destinations switched on. */
final class Anivia implements AutoCloseable {

    private static final Duration STARTING = Duration.ofSeconds(90);
    private static final int WARNINGS_TOLD = 5;
    private static final Pattern WARNING = Pattern.compile(" (WARN|ERROR|FATAL) ");

    private final Process process;
    private final URI events;
    private final Path log;

    private Anivia(Process process, URI events, Path log) {
        this.process = process;
        this.events = events;
        this.log = log;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param rabbit the broker; none: the embedded one
     */
    static Anivia start(Path application, Workplace workplace, Settings settings, Sinks sinks,
            @Nullable RabbitMq rabbit) throws IOException, InterruptedException {
        Progress.tell("starting Anivia");
        Path directory = workplace.directory("anivia");
        Path log = directory.resolve("anivia.log");
        int port = freePort();
        int managementPort = freePort();
        ProcessBuilder builder = Java.command("-Xmx" + settings.heap(), "-jar", application.toAbsolutePath().toString())
                .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("ANIVIA_BROKER_URI");
        if (rabbit != null) {
            environment.put("ANIVIA_BROKER_URI", rabbit.uri());
        }
        environment.putAll(destinations(sinks, settings));
        environment.put("ANIVIA_ROUTES_DIR", Path.of("routes", "destinations").toAbsolutePath().toString());
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        Anivia anivia = new Anivia(builder.start(), URI.create("http://127.0.0.1:" + port + "/v1/events"), log);
        anivia.awaitReady(URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"));
        return anivia;
    }

    private static Map<String, String> destinations(Sinks sinks, Settings settings) {
        String concurrency = Integer.toString(settings.concurrency());
        return Map.of(
                "SPLUNK_HEC_URL", sinks.url("splunk"),
                "SPLUNK_HEC_TOKEN", FakeSplunk.TOKEN,
                "OMNITURE_URL", sinks.url("omniture"),
                "OMNITURE_REPORT_SUITE", "bench",
                "OMNITURE_CONCURRENCY", concurrency,
                "WEBHOOK_URL", sinks.url("webhook") + "/events",
                "WEBHOOK_CONCURRENCY", concurrency);
    }

    /** Where events are posted. */
    URI events() {
        return events;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** How many lines of its log are warnings or worse. Tells the first of them. */
    long warnings() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> warnings = lines.filter(line -> WARNING.matcher(line).find()).toList();
            warnings.stream().limit(WARNINGS_TOLD).forEach(line -> Progress.tell("log: %s", line));
            return warnings.size();
        }
    }

    @Override
    public void close() {
        Java.end(process);
    }

    private void awaitReady(URI ready) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build();
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (!answersOk(client, request)) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException("Anivia does not get ready:\n" + Files.readString(log));
            }
        }
    }

    private static boolean answersOk(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
