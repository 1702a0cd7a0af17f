package io.anivia.destination.delivery;

import java.time.Duration;

/**
 * Spares a destination that has just come back: whoever is back on his feet should not be run over by what has gathered
 * meanwhile. A worker rests after each delivery in proportion to the time it took, so that the load begins at a tenth
 * of what the destination can take, whatever that is, and grows to all of it.
 *
 * @param ramp how long that takes; zero: not at all
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
