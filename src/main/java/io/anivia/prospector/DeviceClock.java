package io.anivia.prospector;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Corrects the times of a device by the reading of its own clock that it sends along, {@code sentAt}.
 *
 * <p>{@code offset = receivedAt − sentAt} is one for the whole payload:
 *
 * <table>
 * <caption>What an event's time becomes; no correction makes it later than {@code receivedAt}</caption>
 * <tr><th>{@code sentAt}</th><th>{@code timestamp}</th><th>time</th><th>method</th><th>{@code offsetMs}</th></tr>
 * <tr><td>usable, |offset| ≤ tolerance</td><td>readable</td><td>timestamp</td><td>device</td><td>offset</td></tr>
 * <tr><td>usable, |offset| &gt; tolerance</td><td>readable</td><td>timestamp + offset</td><td>sent-at</td>
 * <td>offset</td></tr>
 * <tr><td>usable</td><td>unreadable or missing</td><td>receivedAt</td><td>received</td><td>offset</td></tr>
 * <tr><td>none</td><td>≤ receivedAt + tolerance</td><td>timestamp</td><td>device</td><td>null</td></tr>
 * <tr><td>none</td><td>&gt; receivedAt + tolerance</td><td>receivedAt</td><td>received</td><td>null</td></tr>
 * <tr><td>none</td><td>unreadable or missing</td><td>receivedAt</td><td>received</td><td>null</td></tr>
 * </table>
 *
 * A time that would be later than {@code receivedAt} becomes {@code receivedAt}, and one that would be before the year
 * 0000, which RFC 3339 cannot write, becomes its beginning; the method stays, since it names the rule that was
 * followed. Two readable times of a payload keep their order, or become equal.
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
     * @param offsetMs {@code receivedAt − sentAt}, whether applied or not; {@code null} without a usable {@code sentAt}
     */
    record CorrectedTime(long time, Method method, @Nullable Long offsetMs) {
    }

    private final long toleranceMs;

    /** @throws IllegalArgumentException if the tolerance is negative */
    DeviceClock(Duration tolerance) {
        if (tolerance.isNegative()) {
            throw new IllegalArgumentException("the clock's tolerance is not negative: " + tolerance);
        }
        // A longer one would accept the same times, and might overflow.
        this.toleranceMs = tolerance.compareTo(Duration.ofMillis(Timestamps.LAST)) > 0
                ? Timestamps.LAST : tolerance.toMillis();
    }

    /**
     * Corrects an event's time.
     *
     * @param sentAt    when the device sent the payload, by its own clock; {@code null} if not known
     * @param timestamp the event's time by the device's clock; {@code null} if unreadable or missing
     */
    CorrectedTime correct(long receivedAt, @Nullable Long sentAt, @Nullable Long timestamp) {
        Long offset = sentAt == null ? null : receivedAt - sentAt;
        if (timestamp == null) {
            return new CorrectedTime(receivedAt, Method.RECEIVED, offset);
        }
        if (offset == null) {
            return timestamp > receivedAt + toleranceMs
                    ? new CorrectedTime(receivedAt, Method.RECEIVED, null)
                    : new CorrectedTime(Math.min(timestamp, receivedAt), Method.DEVICE, null);
        }
        if (Math.abs(offset) <= toleranceMs) {
            return new CorrectedTime(Math.min(timestamp, receivedAt), Method.DEVICE, offset);
        }
        long corrected = Math.max(Timestamps.FIRST, timestamp + offset);
        return new CorrectedTime(Math.min(corrected, receivedAt), Method.SENT_AT, offset);
    }
}
