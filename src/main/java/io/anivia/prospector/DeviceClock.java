package io.anivia.prospector;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.anivia.source.reading.SentAt;
import org.jspecify.annotations.Nullable;

/**
 * Corrects the times of devices, by the reading of their own clock that they send along, {@code sentAt}.
 *
 * <p>Events with the same {@code sentAt} were timed by one clock, and those without any by another. All times of one
 * clock are shifted by the same amount, so they keep their order and their distances:
 *
 * <table>
 * <caption>How far the times of a clock are shifted; {@code offset = receivedAt − sentAt}</caption>
 * <tr><th>{@code sentAt}</th><th>shift</th><th>method</th></tr>
 * <tr><td>|offset| ≤ tolerance</td><td>none</td><td>device</td></tr>
 * <tr><td>tolerance &lt; |offset| &lt; 2 · tolerance</td><td>2 · (|offset| − tolerance), with the offset's sign</td>
 * <td>sent-at</td></tr>
 * <tr><td>2 · tolerance ≤ |offset|</td><td>offset</td><td>sent-at</td></tr>
 * <tr><td>before {@code receivedAt}, and may be {@link SentAt#QUEUED}</td><td>none</td><td>device</td></tr>
 * <tr><td>none, or {@link SentAt#NONE}</td><td>none</td><td>device</td></tr>
 * </table>
 *
 * <p>If the latest time would be later than {@code receivedAt} even so, all are shifted further until it is not; if
 * that is by more than the tolerance, without {@code sentAt}, the method is received.
 *
 * <p>Not every time is a reading of its clock: none is that is later than its own {@code sentAt}, and without
 * {@code sentAt} not all are if those in the future span more than {@code maxSpan}. Then no other time is shifted for
 * the sake of the latest, which becomes {@code receivedAt}, without {@code sentAt} with the method received if it was
 * later by more than the tolerance.
 *
 * <p>A time that is unreadable or missing becomes {@code receivedAt}, with the method received. One that would be
 * before the year 0000, which RFC 3339 cannot write, becomes its beginning.
 *
 * <p>All times are epoch milliseconds within {@link Timestamps#FIRST} and {@link Timestamps#LAST}. Thread-safe.
 */
final class DeviceClock {

    /** Which rule an event's time follows, by the name it has in {@code anivia.clock.method}. */
    enum Method {
        DEVICE("device"), SENT_AT("sent-at"), RECEIVED("received");

        private final String text;

        Method(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * An event's time.
     *
     * @param time     epoch milliseconds
     * @param offsetMs {@code receivedAt − sentAt}, whether applied or not; {@code null} without {@code sentAt}
     */
    record CorrectedTime(long time, Method method, @Nullable Long offsetMs) {
    }

    private final long toleranceMs;
    private final long maxSpanMs;
    private final SentAt defaultMeaning;

    /**
     * @param maxSpan        how far times of one clock may lie after the receipt, or the earliest if that is later
     * @param defaultMeaning what a {@code sentAt} is if its source does not say so
     * @throws IllegalArgumentException if a duration is negative
     */
    DeviceClock(Duration tolerance, Duration maxSpan, SentAt defaultMeaning) {
        this.toleranceMs = millis("tolerance", tolerance);
        this.maxSpanMs = millis("max-span", maxSpan);
        this.defaultMeaning = defaultMeaning;
    }

    /** A longer one than there are times means the same, and might overflow. */
    private static long millis(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("anivia.clock." + name + " is not negative: " + duration);
        }
        return duration.compareTo(Duration.ofMillis(Timestamps.LAST)) > 0 ? Timestamps.LAST : duration.toMillis();
    }

    /**
     * The clocks of one payload: first all its times are added, then each is corrected. Not thread-safe.
     *
     * @param meaning what a {@code sentAt} of its source is, if that says so
     */
    Readings readings(long receivedAt, Optional<SentAt> meaning) {
        return new Readings(receivedAt, meaning.orElse(defaultMeaning));
    }

    /** The times of one payload. */
    final class Readings {

        private final long receivedAt;
        private final SentAt meaning;
        private final Map<@Nullable Long, Clock> clocks = new HashMap<>(2);

        private Readings(long receivedAt, SentAt meaning) {
            this.receivedAt = receivedAt;
            this.meaning = meaning;
        }

        /**
         * @param sentAt    the nearest to the event; {@code null} if not known
         * @param timestamp the event's time by the device's clock; {@code null} if unreadable or missing
         */
        void add(@Nullable Long sentAt, @Nullable Long timestamp) {
            Clock clock = clocks.computeIfAbsent(reading(sentAt), sent -> new Clock(receivedAt, sent, meaning));
            if (timestamp != null) {
                clock.add(timestamp);
            }
        }

        /** Corrects a time that was added with the same parameters. */
        CorrectedTime correct(@Nullable Long sentAt, @Nullable Long timestamp) {
            Clock clock = clocks.get(reading(sentAt));
            if (clock == null) {
                throw new IllegalStateException("a time was not added");
            }
            return clock.correct(timestamp);
        }

        /** What is known of a clock by a {@code sentAt}. */
        private @Nullable Long reading(@Nullable Long sentAt) {
            return meaning == SentAt.NONE ? null : sentAt;
        }
    }

    /** One clock, of events with the same {@code sentAt} or without any. */
    private final class Clock {

        private final long receivedAt;
        private final @Nullable Long sentAt;
        private final @Nullable Long offset;
        /** From {@code sentAt} alone. */
        private final long correction;
        private long earliest = Long.MAX_VALUE;
        private long latest = Long.MIN_VALUE;

        Clock(long receivedAt, @Nullable Long sentAt, SentAt meaning) {
            this.receivedAt = receivedAt;
            this.sentAt = sentAt;
            this.offset = sentAt == null ? null : receivedAt - sentAt;
            this.correction = offset == null ? 0 : correction(offset, meaning);
        }

        private long correction(long offset, SentAt meaning) {
            if (offset > 0 && meaning == SentAt.QUEUED) {
                return 0;
            }
            // Twice what is beyond the tolerance, until it is all: a step at the tolerance would be as large as it is.
            long beyond = Math.max(0, Math.abs(offset) - toleranceMs);
            return Long.signum(offset) * Math.min(Math.abs(offset), 2 * beyond);
        }

        void add(long timestamp) {
            if (sentAt == null || timestamp <= sentAt) {
                earliest = Math.min(earliest, timestamp);
                latest = Math.max(latest, timestamp);
            }
        }

        CorrectedTime correct(@Nullable Long timestamp) {
            if (timestamp == null) {
                return new CorrectedTime(receivedAt, Method.RECEIVED, offset);
            }
            long shift = correction + untilReceipt();
            long time = timestamp + shift;
            boolean isReceived = offset == null && Math.max(-shift, time - receivedAt) > toleranceMs;
            return new CorrectedTime(Math.min(Math.max(Timestamps.FIRST, time), receivedAt),
                    isReceived ? Method.RECEIVED : correction == 0 ? Method.DEVICE : Method.SENT_AT, offset);
        }

        /** How far all times are shifted so that the latest is not after the receipt: negative, or 0. */
        private long untilReceipt() {
            boolean isOneClock = latest >= earliest
                    && (sentAt != null || latest - Math.max(earliest, receivedAt) <= maxSpanMs);
            return isOneClock ? Math.min(0, receivedAt - latest - correction) : 0;
        }
    }
}
