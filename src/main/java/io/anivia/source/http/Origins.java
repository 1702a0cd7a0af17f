package io.anivia.source.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The pages that may send from a browser, by their origins: {@code https://www.example.com}, {@code
 * https://*.example.com} (a name below it, of any depth), or {@code *} for every page. Immutable.
 */
public final class Origins {

    private static final String ALL = "*";
    private static final Pattern WRITTEN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\s,]+");

    private final boolean all;
    private final List<Pattern> patterns;

    private Origins(boolean all, List<Pattern> patterns) {
        this.all = all;
        this.patterns = patterns;
    }

    /**
     * @param written separated by commas; empty: no page
     * @throws IllegalArgumentException if one is not an origin
     */
    public static Origins parse(String written) {
        boolean all = false;
        List<Pattern> patterns = new ArrayList<>();
        for (String text : written.split(",")) {
            String origin = text.strip().toLowerCase(Locale.ROOT);
            if (origin.equals(ALL)) {
                all = true;
            } else if (origin.equals("null") || WRITTEN.matcher(origin).matches()) {
                String[] parts = origin.split("\\*", -1);
                patterns.add(Pattern.compile(String.join("[a-z0-9.-]+",
                        List.of(parts).stream().map(Pattern::quote).toList())));
            } else if (!origin.isEmpty()) {
                throw new IllegalArgumentException("\"" + text.strip()
                        + "\" is no origin: write https://www.example.com, without a path, or *");
            }
        }
        return new Origins(all, List.copyOf(patterns));
    }

    public boolean allow(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return all || patterns.stream().anyMatch(pattern -> pattern.matcher(lower).matches());
    }
}
