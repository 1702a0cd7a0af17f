package io.anivia.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.processes.Java;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;


/** RabbitMQ's own load generator. */
final class PerfTest {

    private static final String PROGRAM = "com.rabbitmq.perf.PerfTest";
    private static final Pattern CONSUMED = Pattern.compile("receiving rate avg: (\\d+) msg/s");
    private static final Duration GRACE = Duration.ofSeconds(30);

    private PerfTest() {
    }

    /**
     * Moves persistent messages of 1 KiB through a new quorum queue for so long: 200 unconfirmed and 200
     * unacknowledged at most, acknowledged by the hundred.
     *
     * @param pairs of a producer and a consumer
     * @return messages a second that were consumed, on average
     * @throws IllegalStateException if it fails, or is not on the class path: it is in the profile {@code bench} only
     */
    static long run(String uri, int pairs, Duration time, Workplace workplace)
            throws IOException, InterruptedException {
        Progress.print("PerfTest, %d producers and consumers", pairs);
        Path log = workplace.directory("perf-test").resolve("perf-test.log");
        String number = Integer.toString(pairs);
        // Without a file PerfTest configures Logback, which is not the logger here.
        Process process = Java.command("-Dlogback.configurationFile=none", "-cp", Java.classPath(), PROGRAM,
                "--uri", uri, "--quorum-queue", "--queue", "yardstick-" + System.nanoTime(), "--flag", "persistent",
                "--size", "1024", "--producers", number, "--consumers", number, "--confirm", "200",
                "--multi-ack-every", "100", "--qos", "200", "--time", Long.toString(time.toSeconds()))
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!process.waitFor(time.plus(GRACE).toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        Matcher rate = CONSUMED.matcher(output);
        if (!rate.find()) {
            throw new IllegalStateException("PerfTest printed no rate:\n" + output);
        }
        return Long.parseLong(rate.group(1));
    }
}
