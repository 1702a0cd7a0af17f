package io.anivia.prospector;

/**
 * How much of a payload Prospector reads.
 *
 * @param maxInflatedBytes the most that a payload may unfold to: its text after decompression, plus the shared context
 *                         once for each event that it is copied onto; nothing beyond is ever inflated
 * @param maxValues        how many values of any kind the payload may have, in all depths, plus the members of the
 *                         shared context once for each event that they are copied onto
 * @param maxDepth         how deep objects and arrays may be nested, counted from the payload's outermost value: an
 *                         event in {@code {"events": [{}]}} is at depth 3
 * @param maxEvents        how many members a payload may have
 * @param maxEventValues   how many values an event may have, its shared context included
 * @param maxEventBytes    how large an event may be as JSON, its shared context and decoration included
 */
record PayloadLimits(int maxInflatedBytes, int maxValues, int maxDepth, int maxEvents, int maxEventValues,
        int maxEventBytes) {

    /** Writing recurses with the nesting, and {@code EventJson} writes no deeper than 1,000. */
    private static final int DEEPEST = 500;
    /** Of one event: about 400 bytes, and what a source's members or steps add. */
    private static final int DECORATION_BYTES = 2048;

    /** @throws IllegalArgumentException if a limit makes no sense */
    PayloadLimits {
        require(maxInflatedBytes >= 1 && maxInflatedBytes < Integer.MAX_VALUE - 8,
                "maxInflatedBytes is from 1 to 2 GiB, not " + maxInflatedBytes);
        require(maxValues >= 1, "maxValues is at least 1, not " + maxValues);
        require(maxDepth >= 3 && maxDepth <= DEEPEST, "maxDepth is from 3 to " + DEEPEST + ", not " + maxDepth);
        require(maxEvents >= 1, "maxEvents is at least 1, not " + maxEvents);
        require(maxEventValues >= 1, "maxEventValues is at least 1, not " + maxEventValues);
        require(maxEventBytes >= 1, "maxEventBytes is at least 1, not " + maxEventBytes);
    }

    /**
     * The most bytes that so many events of a payload may have together, as JSON. Their own text and context is within
     * {@code maxInflatedBytes}; some of it is there twice, as the original of a time or an id; and each is decorated.
     */
    long maxEventsBytes(int events) {
        return 2L * maxInflatedBytes + (long) DECORATION_BYTES * events;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
