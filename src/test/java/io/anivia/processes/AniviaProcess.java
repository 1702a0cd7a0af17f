package io.anivia.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The packaged application as a process of its own, on loopback; it can be killed and started again, on the same ports.
 * For one thread.
 */
public final class AniviaProcess implements AutoCloseable {

    /** What {@code mvn package} makes. */
    public static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private static final Duration STARTING = Duration.ofSeconds(90);
    private static final int HTTP_OK = 200;
    private static final int WARNINGS_PRINTED = 5;
    private static final Pattern WARNING = Pattern.compile(" (WARN|ERROR|FATAL) ");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String name;
    private final String heap;
    private final Map<String, String> environment;
    private final Path directory;
    private final int port = freePort();
    private final int managementPort = freePort();
    private @Nullable Process process;

    /**
     * Not started yet.
     *
     * @param name of its log
     * @param heap as {@code -Xmx} has it
     * @param environment its settings, beside the ports
     */
    public AniviaProcess(String name, Workplace workplace, String heap, Map<String, String> environment)
            throws IOException {
        this.name = name;
        this.heap = heap;
        this.environment = Map.copyOf(environment);
        this.directory = workplace.directory(name);
    }

    /**
     * Starts it. No effect if it runs.
     *
     * @throws IllegalStateException if it is not built
     */
    public AniviaProcess start() throws IOException {
        return start(Map.of());
    }

    /** The same, with more settings for this time. */
    public AniviaProcess start(Map<String, String> more) throws IOException {
        if (isRunning()) {
            return this;
        }
        ProcessBuilder builder = program().directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        Map<String, String> all = builder.environment();
        all.remove("ANIVIA_BROKER_URI");
        all.put("ANIVIA_ROUTES_DIR", Path.of("routes", "destinations").toAbsolutePath().toString());
        all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        all.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        all.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        all.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        all.putAll(environment);
        all.putAll(more);
        process = builder.start();
        return this;
    }

    /** The packaged application; in a native build ({@code -Dnative}) the executable, and nothing in its place. */
    private ProcessBuilder program() throws IOException {
        if (System.getProperty("native") != null) {
            try (DirectoryStream<Path> runners = Files.newDirectoryStream(Path.of("target"), "*-runner")) {
                for (Path runner : runners) {
                    return new ProcessBuilder(runner.toAbsolutePath().toString(), "-Xmx" + heap);
                }
            }
            throw new IllegalStateException("target/*-runner is not there: build it with mvn package -Dnative");
        }
        if (!Files.exists(APPLICATION)) {
            throw new IllegalStateException(APPLICATION + " is not there: build it with mvn package -DskipTests");
        }
        return Java.command("-Xmx" + heap, "-jar", APPLICATION.toAbsolutePath().toString());
    }

    /**
     * Waits until it is ready.
     *
     * @throws IllegalStateException if it ends, or is not ready in time
     */
    public AniviaProcess awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (readiness() != HTTP_OK) {
            if (!isRunning() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException(name + " does not get ready:\n" + Files.readString(log()));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return this;
    }

    /** The status of the readiness check; 0 without an answer. */
    public int readiness() {
        HttpRequest request = HttpRequest.newBuilder(management("/q/health/ready")).timeout(Duration.ofSeconds(5))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException unreachable) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Sends SIGTERM, and does not wait. */
    public void terminate() {
        process().destroy();
    }

    /**
     * Waits for its end.
     *
     * @throws AssertionError if that does not come in time
     */
    public int exitValue(Duration atMost) throws IOException, InterruptedException {
        process();
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " still runs after " + atMost + ":\n" + Files.readString(log()));
        }
        return process.exitValue();
    }

    /** As {@code kill -9} does. It may be started again. */
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Whether the process is there. */
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Where events are posted, on loopback. */
    public int port() {
        return port;
    }

    /** The same. */
    public URI events() {
        return URI.create("http://127.0.0.1:" + port + "/v1/events");
    }

    /** A path on the management port. */
    public URI management(String path) {
        return URI.create("http://127.0.0.1:" + managementPort + path);
    }

    public String name() {
        return name;
    }

    /** What it printed, each time it ran. */
    public Path log() {
        return directory.resolve(name + ".log");
    }

    /** @throws IllegalStateException if it was never started */
    public ProcessHandle process() {
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process.toHandle();
    }

    /** How many lines of its log are warnings or worse. Prints the first of them. */
    public long warnings() throws IOException {
        try (Stream<String> lines = Files.lines(log())) {
            List<String> warnings = lines.filter(line -> WARNING.matcher(line).find()).toList();
            warnings.stream().limit(WARNINGS_PRINTED).forEach(line -> Progress.print("log: %s", line));
            return warnings.size();
        }
    }

    /** Ends in order what is running. */
    @Override
    public void close() {
        if (process != null) {
            Java.end(process);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free", e);
        }
    }
}
