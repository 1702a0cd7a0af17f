package io.anivia.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

/**
 * What the figures were measured on.
 *
 * @param fileSystem of the directory for temporary files, where the brokers keep their data
 * @param loadAverage of the last minute, before the benchmark added its own
 */
record Machine(int cores, String cpu, long memoryBytes, String system, String jvm, String fileSystem,
        double loadAverage) {

    static Machine here() throws IOException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(system.getAvailableProcessors(), cpuModel(), system.getTotalMemorySize(),
                system.getName() + " " + system.getVersion(),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir"))).type(),
                system.getSystemLoadAverage());
    }

    private static String cpuModel() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).map(line -> line.replaceFirst("^[^:]*: ", ""))
                    .findFirst().orElse(System.getProperty("os.arch"));
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d cores (%s), %.1f GiB, %s, data on %s, %s; load average before: %.1f",
                cores, cpu, memoryBytes / (double) (1 << 30), system, fileSystem, jvm, loadAverage);
    }
}
