package io.anivia.broker.publish;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.anivia.broker.batch.BatchingPolicy;
import io.anivia.broker.batch.MessageBatch;

/**
 * Messages that wait to be written: in the order they came, or, if they are batched, in the order they came for each
 * queue. Only the default exchange is known to lead to one queue, whatever the headers; for others nothing is batched.
 * Not thread-safe.
 */
final class SendQueue {

    private static final long NOTHING_NANOS = TimeUnit.DAYS.toNanos(1);

    private final BatchingPolicy batching;
    private final ArrayDeque<PublishBatch> ready = new ArrayDeque<>();
    /** Not full and not due yet, the oldest first. */
    private final Map<String, PublishBatch> open = new LinkedHashMap<>();

    SendQueue(BatchingPolicy batching) {
        this.batching = batching;
    }

    /** @return whether {@link #waitNanos} is not what it was */
    boolean add(OutstandingMessage pending, long now) {
        boolean idle = ready.isEmpty();
        OutboundMessage message = pending.message();
        if (batching.messages() == 1) {
            ready.add(PublishBatch.of(pending));
            return idle;
        }
        String queue = message.routingKey();
        boolean batched = message.isBatchable() && message.exchange().isEmpty() && pending.sizeBytes() < batching.bytes()
                && MessageBatch.takes(message);
        PublishBatch batch = message.exchange().isEmpty() ? open.get(queue) : null;
        if (batch != null && (!batched || batch.bytes() + pending.sizeBytes() > batching.bytes())) {
            ready.add(open.remove(queue));
            batch = null;
        }
        if (!batched) {
            ready.add(PublishBatch.of(pending));
            return idle;
        }
        if (batch == null) {
            batch = PublishBatch.open(now);
            open.put(queue, batch);
        }
        batch.add(pending);
        if (batch.pendings().size() == batching.messages()) {
            ready.add(open.remove(queue));
        }
        return idle && (!ready.isEmpty() || open.size() == 1 && batch.pendings().size() == 1);
    }

    boolean isEmpty() {
        return ready.isEmpty() && open.isEmpty();
    }

    /** How long until there is something to write; 0 if there is. */
    long waitNanos(long now) {
        if (!ready.isEmpty()) {
            return 0;
        }
        return open.values().stream().findFirst()
                .map(oldest -> Math.max(0, oldest.since() + batching.linger().toNanos() - now)).orElse(NOTHING_NANOS);
    }

    /** Takes what is to be written now, in order. */
    void take(int most, long now, Consumer<PublishBatch> taken) {
        for (Iterator<PublishBatch> each = open.values().iterator(); each.hasNext();) {
            PublishBatch oldest = each.next();
            if (oldest.since() + batching.linger().toNanos() - now > 0) {
                break;
            }
            ready.add(oldest);
            each.remove();
        }
        for (int i = 0; i < most && !ready.isEmpty(); i++) {
            taken.accept(ready.remove());
        }
    }

    /** Takes out some messages; those batched with them stay. */
    List<OutstandingMessage> remove(Predicate<OutstandingMessage> gone) {
        List<OutstandingMessage> removed = all().filter(gone).toList();
        if (!removed.isEmpty()) {
            List<PublishBatch> rest = ready.stream().map(batch -> batch.without(gone)).toList();
            ready.clear();
            rest.stream().filter(batch -> !batch.pendings().isEmpty()).forEach(ready::add);
            open.replaceAll((queue, batch) -> batch.without(gone));
            open.values().removeIf(batch -> batch.pendings().isEmpty());
        }
        return removed;
    }

    List<OutstandingMessage> removeAll() {
        List<OutstandingMessage> removed = new ArrayList<>(all().toList());
        ready.clear();
        open.clear();
        return removed;
    }

    private Stream<OutstandingMessage> all() {
        return Stream.concat(ready.stream(), open.values().stream()).flatMap(batch -> batch.pendings().stream());
    }
}
