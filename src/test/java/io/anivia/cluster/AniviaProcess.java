package io.anivia.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged application as a process of its own. Its log stays under {@code target/processes}. */
final class AniviaProcess implements AutoCloseable {

    private static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final Path LOGS = Path.of("target", "processes").toAbsolutePath();
    private static final Duration STARTING = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final int port;
    private final URI ready;
    private final Path log;

    private AniviaProcess(Process process, int port, URI ready, Path log) {
        this.process = process;
        this.port = port;
        this.ready = ready;
        this.log = log;
    }

    /**
     * Starts it and does not wait.
     *
     * @param name of its log
     * @param environment settings, on top of ports of its own
     */
    static AniviaProcess start(String name, Map<String, String> environment) throws IOException {
        Files.createDirectories(LOGS);
        Path log = LOGS.resolve(name + ".log");
        int port = freePort();
        int managementPort = freePort();
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx256m",
                "-XX:+UseSerialGC", "-jar", APPLICATION.toString())
                .directory(LOGS.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(Map.of(
                "QUARKUS_HTTP_HOST", "127.0.0.1", "QUARKUS_HTTP_PORT", Integer.toString(port),
                "QUARKUS_MANAGEMENT_HOST", "127.0.0.1", "QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort),
                "ANIVIA_ROUTES_DIR", Path.of("routes", "destinations").toAbsolutePath().toString()));
        builder.environment().putAll(environment);
        return new AniviaProcess(builder.start(), port,
                URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"), log);
    }

    /** Waits until it is ready. */
    AniviaProcess awaitReady() {
        await("Anivia to be ready").atMost(STARTING).until(() -> readiness() == 200 || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("Anivia ended at once:\n" + log());
        }
        return this;
    }

    /** The status of the readiness check; 0 if nobody answers. */
    int readiness() {
        try {
            return HTTP.send(HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException nobody) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Where events are posted, on loopback. */
    int port() {
        return port;
    }

    /** Tells it to stop (SIGTERM). */
    void terminate() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end, which must come in time. */
    int exitValue(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("Anivia still runs after " + atMost + ":\n" + log());
        }
        return process.exitValue();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException("no log", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
