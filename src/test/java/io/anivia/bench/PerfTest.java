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
    private static final Duration GRACE = Duration.ofSeconds(30);

    private PerfTest() {
    }

    /**
     * What it came to.
     *
     * @param pairs of a producer and a consumer
     * @param published messages a second, on average
     * @param consumed messages a second, on average
     */
    record Rates(int pairs, long published, long consumed) {
    }

    /**
     * Moves persistent messages of 1 KiB through a new quorum queue for so long: 200 unconfirmed and 200
     * unacknowledged at most, acknowledged by the hundred.
     *
     * @throws IllegalStateException if it fails, or is not on the class path: it is in the profile {@code bench} only
     */
    static Rates run(String uri, int pairs, Duration time, Workplace workplace)
            throws IOException, InterruptedException {
        Progress.tell("PerfTest, %d producers and consumers", pairs);
        Path log = workplace.directory("perf-test").resolve("perf-test.log");
        String number = Integer.toString(pairs);
        // Without a file PerfTest configures Logback, which is not the logger here.
        Process process = Java.command("-Dlogback.configurationFile=none", "-cp", Java.classPath(), PROGRAM,
                "--uri", uri, "--quorum-queue", "--queue", "yardstick-" + number, "--flag", "persistent",
                "--size", "1024", "--producers", number, "--consumers", number, "--confirm", "200",
                "--multi-ack-every", "100", "--qos", "200", "--time", Long.toString(time.toSeconds()))
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!process.waitFor(time.plus(GRACE).toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        return new Rates(pairs, rate("sending", output), rate("receiving", output));
    }

    private static long rate(String what, String output) {
        Matcher rate = Pattern.compile(what + " rate avg: (\\d+) msg/s").matcher(output);
        if (!rate.find()) {
            throw new IllegalStateException("PerfTest tells no " + what + " rate:\n" + output);
        }
        return Long.parseLong(rate.group(1));
    }
}
