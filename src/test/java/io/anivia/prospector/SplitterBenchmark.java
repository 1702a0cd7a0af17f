package io.anivia.prospector;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import io.anivia.source.reading.Reading;

/**
 * Prints how many events a second one thread splits off payloads and writes as JSON, and what it allocates for each;
 * then what a batch of a client that is not ours takes, compared with ours of the same events, measured in turn.
 *
 * <p>{@code java -cp target/classes:target/test-classes:<dependencies> io.anivia.prospector.SplitterBenchmark}, and how
 * many seconds to take for each line if not 3.
 */
final class SplitterBenchmark {

    private static final String EVENT = """
            {"timestamp":"2026-11-23T10:42:49.513Z","type":"track","event":"Screen Tapped","properties":\
            {"screen":"home","sku":"55126214","price":12.97,"position":%1$d},"context":\
            {"device":{"type":"ios","model":"iPhone7,2"},\
            "app":{"name":"shop","version":"7.1.2"},"os":{"name":"iOS","version":"8.1"}},"userId":"u-42",\
            "anonymousId":"anon-1","messageId":"node-next-1795441369514-1cb7d8bc-59d4-4849-b2ea-28d1344514e%1$d"}""";

    private static final int ROUNDS = 7;

    private SplitterBenchmark() {
    }

    public static void main(String[] arguments) {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 3;
        // Warms up: otherwise the first line would be measured while methods are still being compiled.
        work(Payloads.payload(Payloads.gzip(Payloads.utf8(events(10, "\n", "", "\n")))), seconds);
        for (int batch : new int[] {1, 10, 100}) {
            byte[] envelope = Payloads.utf8(events(batch, ",",
                    "{\"sentAt\":\"2026-11-23T13:42:49.521Z\",\"events\":[", "]}"));
            run("envelope of " + batch, batch, Payloads.payload(envelope), seconds);
            run("envelope of " + batch + ", gzip", batch, Payloads.payload(Payloads.gzip(envelope)), seconds);
        }
        run("10 lines", 10, Payloads.payload(Payloads.utf8(events(10, "\n", "", "\n"))), seconds);
        compare(seconds);
    }

    private static void compare(long seconds) {
        Reading segment = Payloads.reading("events", "batch, .", "id", "messageId",
                "timestamp", "originalTimestamp, timestamp", "remove", "writeKey");
        Reading otlp = Payloads.reading("events", "resourceLogs.scopeLogs.logRecords as log", "shared",
                "resource, scope", "id", "messageId");
        String end = "],\"sentAt\":\"2026-11-23T13:42:49.521Z\"}";
        Payload ours = Payloads.payload(Payloads.utf8(events(20, ",", "{\"events\":[", end)));
        Payload theirs = Payloads.payload(Payloads.utf8(events(20, ",", "{\"batch\":[",
                end.replace("}", ",\"writeKey\":\"9f86d081\"}"))));
        Payload nested = Payloads.payload(Payloads.utf8(events(20, ",",
                "{\"resourceLogs\":[{\"resource\":{\"service\":\"shop\"},\"scopeLogs\":[{\"logRecords\":[", "]}]}]}")));
        double[] oursCost = new double[ROUNDS];
        double[] theirsCost = new double[ROUNDS];
        double[] nestedCost = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            oursCost[round] = nanosPerEvent(Payloads.EVENTS, ours, seconds);
            theirsCost[round] = nanosPerEvent(segment, theirs, seconds);
            nestedCost[round] = nanosPerEvent(otlp, nested, seconds);
        }
        System.out.printf(Locale.ROOT, "20 events, ns of CPU each, median of %d: ours %,.0f; batch %,.0f (%.2f times);"
                        + " nested %,.0f (%.2f times)%n", ROUNDS, median(oursCost), median(theirsCost),
                median(theirsCost) / median(oursCost), median(nestedCost), median(nestedCost) / median(oursCost));
    }

    private static double nanosPerEvent(Reading reading, Payload payload, long seconds) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadCpuTime();
        long payloads = work(reading, payload, seconds);
        return (thread.getCurrentThreadCpuTime() - before) / (20.0 * payloads);
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static String events(int count, String between, String before, String behind) {
        return IntStream.range(0, count).mapToObj(EVENT::formatted).collect(
                Collectors.joining(between, before, behind));
    }

    private static void run(String name, int events, Payload payload, long seconds) {
        work(payload, seconds);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocatedBefore = thread.getCurrentThreadAllocatedBytes();
        long cpuBefore = thread.getCurrentThreadCpuTime();
        long done = work(payload, seconds) * events;
        double cpu = (thread.getCurrentThreadCpuTime() - cpuBefore) / 1e9;
        long allocated = thread.getCurrentThreadAllocatedBytes() - allocatedBefore;
        System.out.printf(Locale.ROOT, "%-22s %6d B/payload %,10.0f events/s of CPU %6d B allocated/event%n", name,
                payload.body().length, done / cpu, allocated / done);
    }

    /** Splits payloads, and writes their events, for about this many seconds; returns how many payloads. */
    private static long work(Payload payload, long seconds) {
        return work(Payloads.EVENTS, payload, seconds);
    }

    private static long work(Reading reading, Payload payload, long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long payloads = 0;
        long written = 0;
        while (System.nanoTime() < end) {
            for (Event event : Payloads.SPLITTER.splitter().split(payload, reading, null).events()) {
                written += event.json().length;
            }
            payloads++;
        }
        if (written == 0) {
            throw new IllegalStateException("nothing came out");
        }
        return payloads;
    }
}
