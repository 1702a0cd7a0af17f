package io.anivia.destination;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Events without a broker: an event's body is its id, and what the broker would be told can be asked for. */
final class TestItem implements Item.Settlement {

    private static final String ID = "id";

    private final AtomicInteger acks = new AtomicInteger();
    private volatile boolean lost;

    static Item item(String id) {
        return item(id, 0, Map.of());
    }

    static Item item(String id, int attempts, Map<String, Object> headers) {
        Map<String, Object> all = new HashMap<>(headers);
        all.put(ID, id);
        return new Item(id.getBytes(StandardCharsets.UTF_8), all, "application/json", null, attempts, new TestItem());
    }

    static Item receivedAt(String id, long millis) {
        return item(id, 0, Map.of(MessageHeaders.RECEIVED_AT, millis));
    }

    static Item dueAt(String id, long millis) {
        return item(id, 1, Map.of(MessageHeaders.NOT_BEFORE, millis));
    }

    /** Events with the numbers from 0 on as ids. */
    static List<Item> items(int count) {
        return IntStream.range(0, count).mapToObj(i -> item(Integer.toString(i))).toList();
    }

    static String id(Item item) {
        return String.valueOf(item.header(ID));
    }

    static List<String> ids(List<Item> items) {
        return items.stream().map(TestItem::id).toList();
    }

    /** The broker takes it back. */
    static Item lose(Item item) {
        ((TestItem) item.settlement()).lost = true;
        return item;
    }

    static int acks(Item item) {
        return ((TestItem) item.settlement()).acks.get();
    }

    @Override
    public void ack() {
        acks.incrementAndGet();
    }

    @Override
    public boolean isLost() {
        return lost;
    }
}
