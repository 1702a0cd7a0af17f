package io.anivia.tap;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * The taps that are open in this process. Static, as loggers are: the points lie in four packages, from the HTTP server
 * to the deliveries, and mostly there is nothing to look for. Thread-safe.
 */
public final class Taps {

    private static final Object LOCK = new Object();
    private static final LongAdder FAILURES = new LongAdder();
    /** Guarded by the lock. */
    private static final List<Tap> OPEN = new ArrayList<>();
    /** By point; {@code null} while there are no taps, which is all that a point reads then. */
    private static volatile @Nullable Map<TapPoint, TapWatch> watched;

    private Taps() {
    }

    /** To be asked at a point, for a payload or a batch at a time; {@code null} while nothing looks at it. */
    public static @Nullable TapWatch at(TapPoint point) {
        Map<TapPoint, TapWatch> all = watched;
        return all == null ? null : all.get(point);
    }

    /**
     * Opens a tap, to be closed.
     *
     * @param process named in its lines
     * @param most    how many may be open
     * @throws TooManyTapsException if so many are open
     */
    public static Tap open(String process, TapQuery query, TapLimits limits, Tap.TapSink sink, int most) {
        Tap tap = new Tap(process, query, limits, sink);
        synchronized (LOCK) {
            if (OPEN.size() >= most) {
                throw new TooManyTapsException(most);
            }
            OPEN.add(tap);
            publish();
        }
        try {
            tap.start();
        } catch (Throwable noThread) {
            tap.close();
            throw noThread;
        }
        return tap;
    }

    static void remove(Tap tap) {
        synchronized (LOCK) {
            if (OPEN.remove(tap)) {
                publish();
            }
        }
    }

    private static void publish() {
        Map<TapPoint, TapWatch> now = new EnumMap<>(TapPoint.class);
        for (TapPoint point : TapPoint.values()) {
            List<Tap> here = OPEN.stream().filter(tap -> tap.query().points().contains(point)).toList();
            if (!here.isEmpty()) {
                now.put(point, new TapWatch(point, here));
            }
        }
        watched = now.isEmpty() ? null : now;
    }

    /** How many are open. */
    public static int count() {
        synchronized (LOCK) {
            return OPEN.size();
        }
    }

    static void countFailure() {
        FAILURES.increment();
    }

    /** How many have ended by a fault of their own, since the process started. */
    public static long failures() {
        return FAILURES.sum();
    }
}
