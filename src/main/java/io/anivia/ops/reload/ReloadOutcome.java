package io.anivia.ops.reload;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a reload has done.
 *
 * @param added     files that run now, as those in {@code changed} and {@code unchanged}
 * @param changed   whose routes were replaced
 * @param removed   whose routes were removed
 * @param unchanged whose routes were let alone
 * @param leftBehind the names of destinations that are no more, with the number of events in their queues; -1 if that
 *                   is not known
 * @param took      from the first look at the files
 */
public record ReloadOutcome(List<String> added, List<String> changed, List<String> removed, List<String> unchanged,
        Map<String, Long> leftBehind, Duration took) {

    boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }

    /** For the log. */
    String sentence() {
        return "added " + added + ", changed " + changed + ", removed " + removed + ", unchanged " + unchanged.size()
                + ", in " + took.toMillis() + " ms" + (leftBehind.isEmpty() ? "" : "; events left in queues that are"
                + " no longer read: " + leftBehind);
    }
}
