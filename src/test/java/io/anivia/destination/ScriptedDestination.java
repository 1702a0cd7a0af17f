package io.anivia.destination;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.anivia.rabbitmq.BrokerException;
import io.anivia.rabbitmq.OutboundMessage;
import io.anivia.rabbitmq.Publisher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;

/** A worker with a route that does as it is told, and a broker in memory. Retries are fast. */
final class ScriptedDestination implements AutoCloseable {

    static final int MAX_ATTEMPTS = 3;
    private static final String OTHER = "other";
    private static final DestinationQueues QUEUES = DestinationQueues.of("test");
    private static final RetryPolicy POLICY = new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(4), MAX_ATTEMPTS);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Gate gate = new Gate(POLICY.first(), POLICY.longest(), new SlowStart(Duration.ZERO));
    private final InHand inHand;
    private final Delivered delivering;
    private final DeliveryWorker worker;
    private final Thread thread;

    private final Queue<DeliveryException> failures = new ArrayDeque<>();
    private final List<List<String>> tried = new CopyOnWriteArrayList<>();
    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, Object>> dead = new ConcurrentHashMap<>();
    private final Map<String, Integer> setAside = new ConcurrentHashMap<>();
    private final AtomicInteger moved = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile @Nullable DeliveryException down;
    private volatile DeliveryWorker.Route script = events -> Outcome.delivered();

    ScriptedDestination(int batchSize) {
        this(batchSize, DuplicateFilter.NONE);
    }

    ScriptedDestination(int batchSize, DuplicateFilter filter) {
        inHand = new InHand(batchSize, 1_000_000, Duration.ofMillis(1), POLICY.longest());
        DestinationMetrics metrics = new DestinationMetrics(meters, "test");
        delivering = new Delivered("test", inHand, filter, metrics);
        Undeliverable undeliverable = new Undeliverable("test", QUEUES, this::publish, POLICY, timer, metrics);
        worker = new DeliveryWorker("test", inHand, gate, this::deliver, delivering, undeliverable, new Random(1));
        thread = new Thread(worker, "worker");
    }

    /** All further deliveries end so; an event's id is in the header {@code id}. */
    void script(DeliveryWorker.Route route) {
        script = route;
    }

    /** Deliveries with one of these events fail, for ever. */
    void refuse(Set<String> ids, DeliveryException failure) {
        script = events -> events.stream().map(TestItem::id).anyMatch(ids::contains) ? Outcome.failed(failure)
                : Outcome.delivered();
    }

    void failNext(DeliveryException failure) {
        failures.add(failure);
    }

    void down(DeliveryException failure) {
        down = failure;
    }

    /** Between two deliveries, so that not the second of a pair that belongs together is the first to pass. */
    void up() {
        while (down != null) {
            gate.ifIdle(() -> down = null);
            Thread.onSpinWait();
        }
    }

    void brokerRefusesNext(int messages) {
        refusals.set(messages);
    }

    /** Starts the worker with these events in hand. */
    void start(List<Item> events) {
        events.forEach(inHand::add);
        thread.start();
    }

    /** As {@link #start}; and now and then there are others, by which those can be told that fail alone. */
    void startWithOthers(List<Item> events) {
        start(events);
        timer.scheduleAtFixedRate(() -> inHand.add(TestItem.item(OTHER)), 1, 2, TimeUnit.MILLISECONDS);
    }

    private Outcome deliver(List<Item> events) {
        tried.add(TestItem.ids(events));
        DeliveryException now = down == null ? failures.poll() : down;
        Outcome outcome = now == null ? script.deliver(events) : Outcome.failed(now);
        if (outcome.failure() == null) {
            TestItem.ids(events).stream().filter(id -> !id.equals(OTHER)).forEach(delivered::add);
        }
        return outcome;
    }

    private void publish(OutboundMessage message, Publisher.Receiver receiver) throws BrokerException {
        if (refusals.get() > 0) {
            // In turn at once and by the confirm.
            if (refusals.getAndDecrement() % 2 == 0) {
                throw new BrokerException.Blocked("disk alarm");
            }
            receiver.settled(new BrokerException.Unavailable("connection lost", null));
            return;
        }
        moved.incrementAndGet();
        String id = String.valueOf(message.headers().get("id"));
        if (message.routingKey().equals(QUEUES.dead())) {
            dead.put(id, message.headers());
        } else {
            int attempts = (int) message.headers().get(MessageHeaders.ATTEMPTS);
            setAside.put(id, attempts);
            inHand.addLater(TestItem.item(id, attempts, message.headers()));
        }
        receiver.settled(null);
    }

    InHand inHand() {
        return inHand;
    }

    Delivered delivering() {
        return delivering;
    }

    Gate gate() {
        return gate;
    }

    DeliveryWorker worker() {
        return worker;
    }

    /** Ids, in the order of delivery. */
    List<String> delivered() {
        return delivered;
    }

    int deliveredCount() {
        return delivered.size();
    }

    /** The headers of the dead letters, by id. */
    Map<String, Map<String, Object>> dead() {
        return dead;
    }

    /** How often an event had been tried when it was last set aside, by id. */
    Map<String, Integer> setAside() {
        return setAside;
    }

    /** Messages published: dead letters, and events set aside. */
    int moved() {
        return moved.get();
    }

    /** The ids of each delivery, passed or failed. */
    List<List<String>> tried() {
        return tried;
    }

    int requests() {
        return tried.size();
    }

    double counted(String meter) {
        return meters.find(meter).counters().stream().mapToDouble(Counter::count).sum();
    }

    @Override
    public void close() {
        gate.end();
        thread.interrupt();
        timer.shutdownNow();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
