package io.anivia.bench;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where CPU time went, by area. A sample belongs to the JVM if one of its own threads was at work, to the kernel if it
 * was there, and else to the last known caller: what the JDK does counts for its caller.
 *
 * @param samples by area
 */
record CpuShares(Map<String, Long> samples) {

    private static final String KERNEL = "kernel";
    private static final String KERNEL_FRAME = "_[k]";
    private static final String OTHER = "JDK and JVM, caller unknown";

    /** The beginning of a frame, and its area. */
    private record Area(String prefix, String name) {
    }

    private static final List<Area> JVM = List.of(
            new Area("CompileBroker::", "JIT compilers"),
            new Area("GangWorker::", "GC"),
            new Area("WorkerThread::", "GC"),
            new Area("ConcurrentGCThread::", "GC"),
            new Area("VMThread::", "GC"));
    private static final List<Area> CODE = List.of(
            new Area("io.anivia.elmer.", "io.anivia.elmer"),
            new Area("io.anivia.prospector.", "io.anivia.prospector"),
            new Area("io.anivia.destination.", "io.anivia.destination"),
            new Area("io.anivia.rabbitmq.", "io.anivia.rabbitmq"),
            new Area("io.anivia.", "io.anivia, the rest"),
            new Area("org.apache.camel.", "Camel"),
            new Area("org.apache.hc.", "Apache HttpClient"),
            new Area("com.rabbitmq.", "amqp-client"),
            new Area("com.fasterxml.", "Jackson"),
            new Area("java.util.zip.", "gzip"),
            new Area("io.netty.", "Netty"),
            new Area("io.vertx.", "Vert.x"),
            new Area("io.quarkus.", "Quarkus"),
            new Area("io.smallrye.", "Quarkus"),
            new Area("io.micrometer.", "Micrometer"));

    /** @param stacks in the collapsed format: frames from the outermost on, with semicolons, and the samples */
    static CpuShares of(Stream<String> stacks) {
        Map<String, Long> samples = new HashMap<>();
        stacks.forEach(line -> {
            int space = line.lastIndexOf(' ');
            String[] frames = line.substring(0, space).replace('/', '.').split(";");
            samples.merge(area(frames), Long.parseLong(line.substring(space + 1)), Long::sum);
        });
        return new CpuShares(samples);
    }

    private static String area(String[] frames) {
        for (String frame : frames) {
            String jvm = find(JVM, frame);
            if (!jvm.equals(OTHER)) {
                return jvm;
            }
        }
        if (frames[frames.length - 1].endsWith(KERNEL_FRAME)) {
            return KERNEL;
        }
        for (int i = frames.length - 1; i >= 0; i--) {
            String code = find(CODE, frames[i]);
            if (!code.equals(OTHER)) {
                return code;
            }
        }
        return OTHER;
    }

    private static String find(List<Area> areas, String frame) {
        return areas.stream().filter(area -> frame.startsWith(area.prefix())).map(Area::name).findFirst()
                .orElse(OTHER);
    }

    String toMarkdown() {
        long all = samples.values().stream().mapToLong(Long::longValue).sum();
        StringBuilder table = new StringBuilder("| CPU time of Anivia | % |\n|---|---:|\n");
        samples.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(area -> table.append(String.format(Locale.ROOT, "| %s | %.1f |%n", area.getKey(),
                        100.0 * area.getValue() / all)));
        return table.toString();
    }
}
