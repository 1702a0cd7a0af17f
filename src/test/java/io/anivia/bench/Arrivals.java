package io.anivia.bench;

/**
 * What one destination has had so far.
 *
 * @param distinct events, duplicates not counted
 * @param latency from when a POST was due until its events were here
 */
record Arrivals(long distinct, long duplicates, Quantiles latency) {

    static final Arrivals NONE = new Arrivals(0, 0, new Quantiles(0, 0, 0));

    /** Reads what {@link Tally#describe} writes. */
    static Arrivals parse(String text) {
        String[] parts = text.split(" ");
        return new Arrivals(Long.parseLong(parts[0]), Long.parseLong(parts[1]),
                new Quantiles(Double.parseDouble(parts[2]), Double.parseDouble(parts[3]),
                        Double.parseDouble(parts[4])));
    }
}
