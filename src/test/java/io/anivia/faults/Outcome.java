package io.anivia.faults;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a fault has done.
 *
 * @param skipped why it was not tried; empty if it was
 * @param recovered from the moment at which the repair began until everything accepted before had arrived, and Elmer
 *     took events again
 * @param elsewhere the longest way, while it lasted, to a destination that it does not strike
 * @param unaccounted in the metrics, at rest; empty if these do not show it
 * @param wrong everything that must not be; empty if all is well
 */
record Outcome(String fault, String skipped, long accepted, long missing, List<Long> duplicates, long dead,
        long rejected, Duration recovered, Duration elsewhere, Duration longestPost, String posts,
        OptionalDouble unaccounted, List<String> wrong) {

    static Outcome skipped(Fault fault, String reason) {
        return new Outcome(fault.name(), reason, 0, 0, List.of(), 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO,
                "", OptionalDouble.empty(), List.of());
    }

    /** It could not be made, mended or counted. */
    static Outcome broken(Fault fault, Exception e) {
        String reason = String.valueOf(e).lines().findFirst().orElse("");
        return new Outcome(fault.name(), "", 0, 0, List.of(), 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, "",
                OptionalDouble.empty(), List.of("could not be made, mended or counted: " + reason));
    }

    boolean wasTried() {
        return skipped.isEmpty();
    }

    boolean isSound() {
        return wrong.isEmpty();
    }
}
