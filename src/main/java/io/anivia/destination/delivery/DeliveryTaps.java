package io.anivia.destination.delivery;

import java.util.List;

import io.anivia.contract.MessageHeaders;
import io.anivia.tap.TapPoint;
import io.anivia.tap.TapWatch;
import io.anivia.tap.Taps;
import org.jspecify.annotations.Nullable;

/** Offers what becomes of events to the live taps; does nothing while there are none. Never blocks, throws nothing. */
final class DeliveryTaps {

    private DeliveryTaps() {
    }

    /** @param filtered how many of them steps have dropped; which they are is not known, so the first ones it is */
    static void delivered(String destination, List<QueuedEvent> items, int filtered) {
        TapWatch watch = Taps.at(TapPoint.DELIVERED);
        if (watch != null) {
            for (QueuedEvent item : items.subList(Math.min(filtered, items.size()), items.size())) {
                watch.event(source(item), destination, item.body(), null);
            }
        }
    }

    static void failed(String destination, List<QueuedEvent> items, DeliveryException failure) {
        TapWatch watch = Taps.at(TapPoint.FAILED);
        if (watch != null) {
            items.forEach(item -> offer(watch, destination, item, failure));
        }
    }

    static void dead(String destination, QueuedEvent item, DeliveryException failure) {
        TapWatch watch = Taps.at(TapPoint.DEAD);
        if (watch != null) {
            offer(watch, destination, item, failure);
        }
    }

    private static void offer(TapWatch watch, String destination, QueuedEvent item, DeliveryException failure) {
        watch.failure(source(item), destination, item.body(), failure.getMessage(), failure.answer().orElse(null));
    }

    /** Before there were sources, the address stood where the source's name is now. */
    private static @Nullable String source(QueuedEvent item) {
        return item.header(MessageHeaders.ADDRESS) == null ? null : item.header(MessageHeaders.SOURCE);
    }
}
