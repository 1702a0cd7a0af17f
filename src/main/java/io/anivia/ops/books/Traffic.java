package io.anivia.ops.books;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** How fast counters rise, a second and by the minute of the last hour. Bounded; not thread-safe. */
final class Traffic {

    private static final int SECONDS = 10;
    private static final int MINUTES = 60;
    private static final long MINUTE_MILLIS = 60_000;
    private static final double MILLIS = 1000;

    /** What counters stood at. */
    private record TrafficReading(long atMillis, long in, long out, long failed) {
    }

    /**
     * What waits.
     *
     * @param oldestSeconds age of the oldest event
     * @param queued what is ready in the broker; -1 if it is not known
     * @param inHand what this process has taken and not acknowledged
     */
    record TrafficLevels(double oldestSeconds, long queued, long inHand) {

        static final TrafficLevels NONE = new TrafficLevels(0, 0, 0);
    }

    /**
     * What happened in a minute.
     *
     * @param at when it began
     * @param isRunning whether it is not over, so that this is what has happened in it so far
     */
    record Minute(Instant at, long in, long out, long failed, TrafficLevels atEnd, boolean isRunning) {
    }

    private final Deque<TrafficReading> readings = new ArrayDeque<>();
    private final Deque<Minute> minutes = new ArrayDeque<>();
    private TrafficReading atMinute;
    private TrafficLevels levels = new TrafficLevels(0, -1, 0);

    Traffic(long nowMillis, long in, long out, long failed) {
        atMinute = new TrafficReading(nowMillis, in, out, failed);
        readings.addLast(atMinute);
    }

    /** Takes what counters stand at now, each second. */
    void read(long nowMillis, long in, long out, long failed, TrafficLevels levelsNow) {
        levels = levelsNow;
        TrafficReading now = new TrafficReading(nowMillis, in, out, failed);
        readings.addLast(now);
        if (readings.size() > SECONDS + 1) {
            readings.removeFirst();
        }
        if (nowMillis / MINUTE_MILLIS != atMinute.atMillis() / MINUTE_MILLIS) {
            if (minutes.size() == MINUTES) {
                minutes.removeFirst();
            }
            minutes.addLast(minute(now, false));
            atMinute = now;
        }
    }

    private Minute minute(TrafficReading now, boolean isRunning) {
        return new Minute(Instant.ofEpochMilli(atMinute.atMillis() / MINUTE_MILLIS * MINUTE_MILLIS),
                now.in() - atMinute.in(), now.out() - atMinute.out(), now.failed() - atMinute.failed(), levels, isRunning);
    }

    /** The oldest first; the last is the one that is running. */
    List<Minute> minutes() {
        List<Minute> all = new ArrayList<>(minutes);
        all.add(minute(readings.getLast(), true));
        return all;
    }

    double inPerSecond() {
        return perSecond(readings.getLast().in() - readings.getFirst().in());
    }

    double outPerSecond() {
        return perSecond(readings.getLast().out() - readings.getFirst().out());
    }

    private double perSecond(long count) {
        long millis = readings.getLast().atMillis() - readings.getFirst().atMillis();
        return millis <= 0 ? 0 : count * MILLIS / millis;
    }
}
