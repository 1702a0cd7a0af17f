package io.anivia.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.anivia.processes.AniviaProcess;

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
     * @param peakBytes the most memory it ever had resident
     */
    record Usage(Duration cpu, long peakBytes) {

        static Usage of(ProcessHandle process) throws IOException {
            Duration cpu = process.info().totalCpuDuration()
                    .orElseThrow(() -> new IOException("process " + process.pid() + " has ended"));
            try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
                String peak = lines.filter(line -> line.startsWith("VmHWM:")).findAny().orElseThrow();
                return new Usage(cpu, Long.parseLong(peak.replaceAll("\\D", "")) << 10);
            }
        }

        double secondsPerThousand(long events) {
            return 1000 * cpu.toNanos() / 1e9 / events;
        }

        Usage since(Usage before) {
            return new Usage(cpu.minus(before.cpu), peakBytes);
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
    void tell(Figures figures, long events) {
        figures.put(Metric.CPU_ANIVIA, anivia.secondsPerThousand(events))
                .put(Metric.PEAK_ANIVIA, anivia.peakBytes / MEBIBYTE);
        if (broker != null) {
            figures.put(Metric.CPU_BROKER, broker.secondsPerThousand(events))
                    .put(Metric.PEAK_BROKER, broker.peakBytes / MEBIBYTE);
        }
    }
}
