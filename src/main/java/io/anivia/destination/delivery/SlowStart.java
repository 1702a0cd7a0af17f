package io.anivia.destination.delivery;

import java.time.Duration;

/**
 * Ramps the load up after an outage (Envoy: slow start). After each delivery its place among those at once stays free
 * in proportion to the time it took, so that the load begins at a tenth of what the destination can take, whatever that
 * is, and grows to all of it.
 *
 * @param ramp the length of the ramp; zero: none
 */
public record SlowStart(Duration ramp) {

    private static final double FIRST_SHARE = 0.1;

    public SlowStart {
        if (ramp.isNegative()) {
            throw new IllegalArgumentException("slowStart cannot be negative, as " + ramp + " is");
        }
    }

    /**
     * How long to rest.
     *
     * @param took the delivery
     * @param openFor how long the destination has been back
     */
    Duration rest(Duration took, Duration openFor) {
        Duration left = ramp.minus(openFor);
        if (left.isNegative() || left.isZero()) {
            return Duration.ZERO;
        }
        double share = Math.max(FIRST_SHARE, (double) openFor.toNanos() / ramp.toNanos());
        Duration rest = Duration.ofNanos((long) (took.toNanos() * (1 / share - 1)));
        return rest.compareTo(left) < 0 ? rest : left;
    }
}
