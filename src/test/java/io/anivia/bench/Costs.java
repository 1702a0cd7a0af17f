package io.anivia.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.anivia.processes.AniviaProcess;
import org.jspecify.annotations.Nullable;


/**
 * What the processes have used since they started.
 *
 * @param broker null if it is part of Anivia
 */
record Costs(Usage anivia, @Nullable Usage broker, Usage sinks, Usage load) {

    private static final double MEBIBYTE = 1 << 20;

    /**
     * What one process has used.
     *
     * @param cpu of all its threads, in user and kernel mode
     * @param compilers what its JIT compilers have of that; a compiler's thread that has ended does not count
     * @param peakBytes the most memory it ever had resident
     * @param threads how many it has now
     */
    record Usage(Duration cpu, Duration compilers, long peakBytes, long threads) {

        /** Linux cuts the names of threads off: those of "C1 CompilerThread0", "C2 CompilerThread0" … */
        private static final Pattern COMPILER = Pattern.compile("\\(C[12] CompilerThre\\)");
        /** Behind the thread's name in {@code stat}: see proc(5). */
        private static final int USER = 11;
        private static final int KERNEL = 12;
        /** The unit of both, in which user space always counts. */
        private static final Duration TICK = Duration.ofMillis(10);

        static Usage of(ProcessHandle process) throws IOException {
            Duration cpu = process.info().totalCpuDuration()
                    .orElseThrow(() -> new IOException("process " + process.pid() + " has ended"));
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            try (Stream<String> lines = Files.lines(proc.resolve("status"))) {
                String peak = lines.filter(line -> line.startsWith("VmHWM:")).findAny().orElseThrow();
                return new Usage(cpu, compilers(proc), Long.parseLong(peak.replaceAll("\\D", "")) << 10, threads(proc));
            }
        }

        private static long threads(Path proc) throws IOException {
            try (Stream<Path> threads = Files.list(proc.resolve("task"))) {
                return threads.count();
            }
        }

        private static Duration compilers(Path proc) throws IOException {
            long ticks = 0;
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(proc.resolve("task"))) {
                for (Path thread : threads) {
                    ticks += compilerTicks(thread.resolve("stat"));
                }
            }
            return TICK.multipliedBy(ticks);
        }

        private static long compilerTicks(Path stat) throws IOException {
            String line;
            try {
                line = Files.readString(stat);
            } catch (NoSuchFileException e) {
                return 0;
            }
            Matcher compiler = COMPILER.matcher(line);
            if (!compiler.find()) {
                return 0;
            }
            String[] fields = line.substring(compiler.end()).strip().split(" ");
            return Long.parseLong(fields[USER]) + Long.parseLong(fields[KERNEL]);
        }

        double secondsPerThousand(long events) {
            return 1000 * cpu.toNanos() / 1e9 / events;
        }

        Usage since(Usage before) {
            return new Usage(cpu.minus(before.cpu), compilers.minus(before.compilers), peakBytes, threads);
        }
    }

    static Costs now(AniviaProcess anivia, @Nullable RabbitMq rabbit, Sinks sinks) throws IOException {
        return new Costs(Usage.of(anivia.process()), rabbit == null ? null : Usage.of(rabbit.process()),
                Usage.of(sinks.process()), Usage.of(ProcessHandle.current()));
    }

    /** The CPU time used since then; the peaks as they are. */
    Costs since(Costs before) {
        return new Costs(anivia.since(before.anivia),
                broker == null || before.broker == null ? null : broker.since(before.broker),
                sinks.since(before.sinks), load.since(before.load));
    }

    /** Anivia's CPU time, and its broker's. */
    Duration ours() {
        return broker == null ? anivia.cpu : anivia.cpu.plus(broker.cpu);
    }

    /** Puts what so many events have cost Anivia and its broker among the figures. */
    void addTo(Figures figures, long events) {
        figures.put(Metric.CPU_ANIVIA, anivia.secondsPerThousand(events))
                .put(Metric.COMPILERS, 100.0 * anivia.compilers.toMillis() / anivia.cpu.toMillis())
                .put(Metric.THREADS, anivia.threads)
                .put(Metric.PEAK_ANIVIA, anivia.peakBytes / MEBIBYTE);
        if (broker != null) {
            figures.put(Metric.CPU_BROKER, broker.secondsPerThousand(events))
                    .put(Metric.PEAK_BROKER, broker.peakBytes / MEBIBYTE);
        }
    }
}
