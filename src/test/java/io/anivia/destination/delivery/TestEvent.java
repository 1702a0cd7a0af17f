package io.anivia.destination.delivery;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.anivia.contract.MessageHeaders;
import org.jspecify.annotations.Nullable;

/** Events without a broker: an event's body is its id, and what the broker would be told can be asked for. */
public final class TestEvent implements QueuedEvent.Acknowledgement {

    private static final String ID = "id";
    private static final String KEY = "key";
    private static final AtomicLong ARRIVALS = new AtomicLong();

    private final AtomicInteger acks = new AtomicInteger();
    private volatile boolean lost;
    private volatile boolean failingAck;
    private volatile boolean failingLook;

    static QueuedEvent item(String id) {
        return item(id, 0, Map.of());
    }

    static QueuedEvent item(String id, int attempts, Map<String, Object> headers) {
        Map<String, Object> all = new HashMap<>(headers);
        all.put(ID, id);
        return new QueuedEvent(id.getBytes(StandardCharsets.UTF_8), all, "application/json", null, attempts,
                orderKey(headers), ARRIVALS.incrementAndGet(), new TestEvent());
    }

    /** An event that has to be delivered in order with others that have the same key. */
    static QueuedEvent keyed(String key, String id) {
        return item(id, 0, Map.of(KEY, key));
    }

    /** The key that a set-aside event had before. */
    private static @Nullable String orderKey(Map<String, Object> headers) {
        return (String) headers.get(KEY);
    }

    static QueuedEvent receivedAt(String id, long millis) {
        return item(id, 0, Map.of(MessageHeaders.RECEIVED_AT, millis));
    }

    static QueuedEvent dueAt(String id, long millis) {
        return item(id, 1, Map.of(MessageHeaders.RETRY_AT, millis));
    }

    /** Events with the numbers from 0 on as ids. */
    static List<QueuedEvent> items(int count) {
        return IntStream.range(0, count).mapToObj(i -> item(Integer.toString(i))).toList();
    }

    static String id(QueuedEvent item) {
        return String.valueOf(item.header(ID));
    }

    public static List<String> ids(List<QueuedEvent> items) {
        return items.stream().map(TestEvent::id).toList();
    }

    /** The broker takes it back. */
    static QueuedEvent lose(QueuedEvent item) {
        ((TestEvent) item.settlement()).lost = true;
        return item;
    }

    /** Its next acknowledgement throws. */
    static void failNextAck(QueuedEvent item) {
        ((TestEvent) item.settlement()).failingAck = true;
    }

    /** It throws when it is next asked whether it is gone. */
    static void failNextLook(QueuedEvent item) {
        ((TestEvent) item.settlement()).failingLook = true;
    }

    static int acks(QueuedEvent item) {
        return ((TestEvent) item.settlement()).acks.get();
    }

    @Override
    public void ack() {
        if (failingAck) {
            failingAck = false;
            throw new IllegalStateException("the acknowledgement fails");
        }
        acks.incrementAndGet();
    }

    @Override
    public boolean isGone() {
        if (failingLook) {
            failingLook = false;
            throw new InternalError("as when memory is used up");
        }
        return lost || acks.get() > 0;
    }
}
