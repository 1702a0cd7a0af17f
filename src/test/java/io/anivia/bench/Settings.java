package io.anivia.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of the benchmark; {@link Benchmark} describes each.
 *
 * @param backlog in events
 * @param rate in events a second; 0: each scenario's own
 * @param heap as {@code -Xmx} has it
 */
record Settings(List<String> scenarios, int rounds, Duration warmUp, Duration measure, Duration drain,
        Duration yardstick, int connections, int eventBytes, long backlog, int rate, long waiting, int concurrency,
        String heap, boolean profile) {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("scenarios", String.join(",", Scenarios.DEFAULT)),
            Map.entry("rounds", "3"),
            Map.entry("warm-up", "30"),
            Map.entry("measure", "60"),
            Map.entry("drain", "50"),
            Map.entry("yardstick", "10"),
            Map.entry("connections", "64"),
            Map.entry("bytes", "500"),
            Map.entry("backlog", "50000"),
            Map.entry("rate", "0"),
            Map.entry("waiting", "1000000"),
            Map.entry("concurrency", "8"),
            Map.entry("heap", "176m"),
            Map.entry("profile", "false"));

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
        return new Settings(List.of(values.get("scenarios").split(",")), number(values, "rounds"),
                seconds(values, "warm-up"), seconds(values, "measure"), seconds(values, "drain"),
                seconds(values, "yardstick"), number(values, "connections"), number(values, "bytes"),
                number(values, "backlog"), number(values, "rate"), number(values, "waiting"),
                number(values, "concurrency"), values.get("heap"),
                Boolean.parseBoolean(values.get("profile")));
    }

    private static Duration seconds(Map<String, String> values, String name) {
        return Duration.ofSeconds(number(values, name));
    }

    private static int number(Map<String, String> values, String name) {
        return Integer.parseInt(values.get(name));
    }
}
