package io.anivia.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the benchmark was told; {@link MainJobBenchmark} describes each.
 *
 * @param backlog in events
 * @param heap as {@code -Xmx} has it
 */
record Settings(Duration warmUp, Duration measure, Duration drain, Duration yardstick, int connections, int batch,
        int eventBytes, long backlog, int concurrency, String heap, List<String> brokers) {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("warm-up", "10"),
            Map.entry("measure", "30"),
            Map.entry("drain", "50"),
            Map.entry("yardstick", "20"),
            Map.entry("connections", "32"),
            Map.entry("batch", "10"),
            Map.entry("bytes", "500"),
            Map.entry("backlog", "50000"),
            Map.entry("concurrency", "8"),
            Map.entry("heap", "512m"),
            Map.entry("brokers", "rabbitmq,embedded"));

    /**
     * Reads arguments such as {@code measure=5}.
     *
     * @throws IllegalArgumentException if there is no such setting, or no number where there must be one
     */
    static Settings of(String... arguments) {
        Map<String, String> values = new HashMap<>(DEFAULTS);
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length < 2 || !values.containsKey(parts[0])) {
                throw new IllegalArgumentException("'" + argument + "' is no setting; those there are: " + DEFAULTS);
            }
            values.put(parts[0], parts[1]);
        }
        return new Settings(seconds(values, "warm-up"), seconds(values, "measure"), seconds(values, "drain"),
                seconds(values, "yardstick"), number(values, "connections"), number(values, "batch"),
                number(values, "bytes"), number(values, "backlog"), number(values, "concurrency"),
                values.get("heap"), List.of(values.get("brokers").split(",")));
    }

    private static Duration seconds(Map<String, String> values, String name) {
        return Duration.ofSeconds(number(values, name));
    }

    private static int number(Map<String, String> values, String name) {
        return Integer.parseInt(values.get(name));
    }
}
