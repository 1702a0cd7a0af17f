package io.anivia.faults;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How POSTs were answered. Thread-safe. */
final class Posts {

    /** No answer, and no connection any more either: the process is gone. */
    static final String NO_CONNECTION = "no connection";
    /** No answer at all: must never be. */
    static final String HUNG = "hung";
    static final String ACCEPTED = "202";
    static final String LATER = "503";
    /** Behind a status with which a payload has to be refused. */
    static final String RIGHTLY = " as must be";

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private long longestNanos;
    private long heldBack;

    /** @param outcome a status, or one of the constants */
    synchronized void ended(String outcome, long nanos) {
        outcomes.merge(outcome, 1, Integer::sum);
        longestNanos = Math.max(longestNanos, nanos);
    }

    /** Not sent, because too many were without an answer. */
    synchronized void heldBack() {
        heldBack++;
    }

    synchronized int times(String outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    /** The longest wait for an answer. */
    synchronized Duration longest() {
        return Duration.ofNanos(longestNanos);
    }

    synchronized long sentTooFew() {
        return heldBack;
    }

    /** Whether all were answered as Elmer has promised. */
    synchronized boolean keepTheContract(boolean connectionsMayBreak) {
        Set<String> allowed = connectionsMayBreak ? Set.of(ACCEPTED, LATER, NO_CONNECTION) : Set.of(ACCEPTED, LATER);
        return outcomes.keySet().stream().allMatch(each -> allowed.contains(each) || each.endsWith(RIGHTLY));
    }

    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder();
        outcomes.forEach((outcome, times) ->
                text.append(text.isEmpty() ? "" : ", ").append(outcome).append(" × ").append(times));
        return text.toString();
    }
}
