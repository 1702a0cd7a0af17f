package io.anivia.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Progress;
import io.vertx.core.Vertx;

/** One destination is out for long, and what that costs Anivia's processes in memory is printed. */
final class Outage {

    private static final int SAMPLES = 10;

    /**
     * What a process uses.
     *
     * @param heapBytes of live objects, right after a garbage collection
     */
    private record Sizes(long residentBytes, long heapBytes) {
    }

    private final Site site;
    private final Vertx vertx;
    private final Settings settings;

    Outage(Site site, Vertx vertx, Settings settings) {
        this.site = site;
        this.vertx = vertx;
        this.settings = settings;
    }

    Outcome run() throws Exception {
        Progress.print("webhook: out for %d s, %d events/s", settings.outage().toSeconds(), settings.rate());
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Duration every = settings.outage().dividedBy(SAMPLES);
        timer.scheduleAtFixedRate(this::printMemory, every.dividedBy(2).toMillis(), every.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return new Scenario(site, vertx, settings, Faults.outage(), "outage").run(settings.outage());
        } finally {
            timer.shutdownNow();
            timer.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private void printMemory() {
        List<String> line = new ArrayList<>();
        for (AniviaProcess process : site.processes()) {
            try {
                Sizes memory = memory(process.process().pid());
                line.add(String.format(Locale.ROOT, "%s heap %.1f MiB, resident %.0f MiB", process.name(),
                        memory.heapBytes() / (double) (1 << 20), memory.residentBytes() / (double) (1 << 20)));
            } catch (IOException | InterruptedException e) {
                line.add(process.name() + ": " + e);
            }
        }
        Progress.print("  memory: %s", String.join("; ", line));
    }

    private static Sizes memory(long pid) throws IOException, InterruptedException {
        long heap = 0;
        for (String each : ask(pid, "GC.class_histogram").split("\n")) {
            // "Total  instances  bytes"; asking collects garbage first.
            if (each.startsWith("Total")) {
                heap = Long.parseLong(each.trim().split("\\s+")[2]);
            }
        }
        return new Sizes(Memory.resident(pid), heap);
    }

    private static String ask(long pid, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), command)
                .redirectErrorStream(true).start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd " + command + " failed: " + answer.lines().findFirst().orElse(""));
        }
        return answer;
    }
}
