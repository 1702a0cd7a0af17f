package io.anivia.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Settings of the harness; {@link FaultsHarness} describes each.
 *
 * @param rate events a second
 * @param batch events in a POST
 * @param lead load before a fault, and after it
 * @param hold how long a fault lasts
 * @param patience most time to wait until everything has arrived
 * @param faults which to inject, by name
 * @param outage of one destination, instead of all other faults; zero: none
 * @param heap of each of Anivia's processes, as {@code -Xmx} has it
 * @param destinationConcurrency of the webhook and of omniture
 * @param restarts of a process, one after the other
 * @param report a page into which the table is written; empty: none
 */
record Settings(int rate, int batch, Duration lead, Duration hold, Duration patience, Pattern faults, Duration outage,
        String heap, int destinationConcurrency, int restarts, String report) {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("rate", "100"),
            Map.entry("batch", "5"),
            Map.entry("lead", "3s"),
            Map.entry("hold", "8s"),
            Map.entry("patience", "120s"),
            Map.entry("faults", "*"),
            Map.entry("outage", "0s"),
            Map.entry("heap", "256m"),
            Map.entry("concurrency", "4"),
            Map.entry("restarts", "20"),
            Map.entry("report", ""));

    /**
     * Reads arguments such as {@code rate=100}.
     *
     * @throws IllegalArgumentException if there is no such setting, or it cannot be read
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
        return new Settings(Integer.parseInt(values.get("rate")), Integer.parseInt(values.get("batch")),
                duration(values.get("lead")), duration(values.get("hold")), duration(values.get("patience")),
                glob(values.get("faults")), duration(values.get("outage")), values.get("heap"),
                Integer.parseInt(values.get("concurrency")), Integer.parseInt(values.get("restarts")),
                values.get("report"));
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }

    /** Names with commas between them; a star stands for anything, and a plus for a space. */
    private static Pattern glob(String text) {
        return Pattern.compile("\\Q" + text.replace('+', ' ').replace("*", "\\E.*\\Q").replace(",", "\\E|\\Q") + "\\E");
    }
}
