package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.common.ReplayFates;
import io.anivia.contract.DestinationQueues;
import io.anivia.contract.MessageHeaders;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;

/** A loop with a route that does as it is told, and a broker in memory. Retries are fast. */
public final class ScriptedDestination implements AutoCloseable {

    public static final int MAX_ATTEMPTS = 3;
    private static final String OTHER = "other";
    private static final DestinationQueues QUEUES = DestinationQueues.of("test");
    private static final RetryPolicy POLICY = policy(MAX_ATTEMPTS);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger started = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        started.incrementAndGet();
        return new Thread(task, "delivery");
    });
    private final ReplayFates replayFates = new ReplayFates();
    private final CircuitBreaker breaker;
    private final EventBuffer inHand;
    private final CompletedDeliveries delivering;
    private final DeliveryLoop loop;
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();

    private final Queue<DeliveryException> failures = new ConcurrentLinkedQueue<>();
    private final List<List<String>> tried = new CopyOnWriteArrayList<>();
    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, Object>> dead = new ConcurrentHashMap<>();
    private final Map<String, Integer> retried = new ConcurrentHashMap<>();
    private final AtomicInteger moved = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile @Nullable DeliveryException down;
    private volatile Function<List<QueuedEvent>, DeliveryResult> script = events -> DeliveryResult.delivered();
    private volatile @Nullable Duration latency;
    private volatile Consumer<List<QueuedEvent>> begins = events -> { };
    private volatile Consumer<List<QueuedEvent>> ends = events -> { };

    /** All events in order. */
    ScriptedDestination(int batchSize) {
        this(batchSize, DuplicateFilter.none("test"), 1, DeliveryOrder.ALL, POLICY);
    }

    /** All events in order; an event is tried so often before another may go before it. */
    static ScriptedDestination inOrder(int batchSize, int maxAttempts) {
        return inOrder(batchSize, maxAttempts, POLICY.first(), POLICY.longest());
    }

    /** The same, with waits of so long. */
    static ScriptedDestination inOrder(int batchSize, int maxAttempts, Duration first, Duration longest) {
        return new ScriptedDestination(batchSize, DuplicateFilter.none("test"), 1, DeliveryOrder.ALL,
                new RetryPolicy(first, longest, Duration.ofHours(1), maxAttempts, 50));
    }

    private static RetryPolicy policy(int maxAttempts) {
        return new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofHours(1), maxAttempts, 50);
    }

    ScriptedDestination(int batchSize, DuplicateFilter filter) {
        this(batchSize, filter, 1, DeliveryOrder.ALL, POLICY);
    }

    ScriptedDestination(int batchSize, int concurrency, DeliveryOrder order) {
        this(batchSize, DuplicateFilter.none("test"), concurrency, order, POLICY);
    }

    private ScriptedDestination(int batchSize, DuplicateFilter filter, int concurrency, DeliveryOrder order,
            RetryPolicy policy) {
        breaker = new CircuitBreaker(policy, new SlowStart(Duration.ZERO), this::wake);
        inHand = new EventBuffer(batchSize, 1_000_000, Duration.ofMillis(1), POLICY.longest(), this::wake);
        DestinationMetrics metrics = new DestinationMetrics(meters, "test", replayFates);
        delivering = new CompletedDeliveries("test", inHand, filter,
                item -> !item.headers().containsKey("no-consent"), metrics);
        DeadLetterPublisher undeliverable =
                new DeadLetterPublisher("test", QUEUES, this::publish, POLICY, timer, metrics);
        loop = new DeliveryLoop("test", concurrency, inHand, breaker, this::deliver, delivering, undeliverable, policy,
                order, threads, timer, new Random(1));
    }

    private void wake() {
        if (loop != null) {
            loop.wake();
        }
    }

    /** All further deliveries end so; an event's id is in the header {@code id}. */
    public void script(Function<List<QueuedEvent>, DeliveryResult> route) {
        script = route;
    }

    /** Called when a delivery begins, and before its result is told. */
    public void watch(Consumer<List<QueuedEvent>> whenItBegins, Consumer<List<QueuedEvent>> whenItEnds) {
        begins = whenItBegins;
        ends = whenItEnds;
    }

    /** All further deliveries hold no thread, and end after a random part of this time. */
    public void answerWithin(Duration longest) {
        latency = longest;
    }

    /** Deliveries with one of these events fail, for ever. */
    public void refuse(Set<String> ids, DeliveryException failure) {
        script = events -> events.stream().map(TestEvent::id).anyMatch(ids::contains) ? DeliveryResult.failed(failure)
                : DeliveryResult.delivered();
    }

    public void failNext(DeliveryException failure) {
        failures.add(failure);
    }

    public void down(DeliveryException failure) {
        down = failure;
    }

    /** Between two deliveries, so that not the second of a pair that belongs together is the first to pass. */
    public void up() {
        while (down != null) {
            breaker.ifIdle(() -> down = null);
            Thread.onSpinWait();
        }
    }

    public void brokerRefusesNext(int messages) {
        refusals.set(messages);
    }

    /** Starts the loop with these events in hand. */
    public void start(List<QueuedEvent> events) {
        events.forEach(inHand::add);
        loop.start();
    }

    /** As {@link #start}; and now and then there are others, by which those can be told that fail alone. */
    public void startWithOthers(List<QueuedEvent> events) {
        start(events);
        timer.scheduleAtFixedRate(() -> inHand.add(TestEvent.item(OTHER)), 1, 2, TimeUnit.MILLISECONDS);
    }

    private void deliver(List<QueuedEvent> events, Consumer<DeliveryResult> done) {
        mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
        tried.add(TestEvent.ids(events));
        begins.accept(events);
        Runnable end = () -> {
            DeliveryResult result = result(events);
            now.decrementAndGet();
            ends.accept(events);
            done.accept(result);
        };
        Duration longest = latency;
        if (longest == null) {
            end.run();
        } else {
            timer.schedule(end, ThreadLocalRandom.current().nextLong(longest.toNanos()), TimeUnit.NANOSECONDS);
        }
    }

    private DeliveryResult result(List<QueuedEvent> events) {
        DeliveryException failure = down == null ? failures.poll() : down;
        DeliveryResult outcome = failure == null ? script.apply(events) : DeliveryResult.failed(failure);
        if (outcome.failure() == null) {
            TestEvent.ids(events).stream().filter(id -> !id.equals(OTHER)).forEach(delivered::add);
        }
        return outcome;
    }

    private void publish(OutboundMessage message, Publisher.ConfirmCallback receiver) throws BrokerException {
        if (refusals.get() > 0) {
            // In turn at once, by the confirm, and by what no broker should throw.
            switch (refusals.getAndDecrement() % 3) {
                case 0 -> throw new BrokerException.Blocked("disk alarm");
                case 1 -> receiver.settled(new BrokerException.Unavailable("connection lost", null));
                default -> throw new IllegalStateException("cannot be encoded");
            }
            return;
        }
        moved.incrementAndGet();
        String id = String.valueOf(message.headers().get("id"));
        if (message.routingKey().equals(QUEUES.dead())) {
            dead.put(id, message.headers());
        } else {
            int attempts = (int) message.headers().get(MessageHeaders.ATTEMPTS);
            retried.put(id, attempts);
            inHand.addLater(TestEvent.item(id, attempts, message.headers()));
        }
        receiver.settled(null);
    }

    public EventBuffer buffer() {
        return inHand;
    }

    public CompletedDeliveries delivering() {
        return delivering;
    }

    public CircuitBreaker breaker() {
        return breaker;
    }

    public DeliveryLoop loop() {
        return loop;
    }

    /** How many threads were started to begin deliveries. */
    public int threads() {
        return started.get();
    }

    /** The most deliveries that were on their way at once. */
    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** Ids, in the order of delivery. */
    public List<String> delivered() {
        return delivered;
    }

    public int deliveredCount() {
        return delivered.size();
    }

    /** The headers of the dead letters, by id. */
    public Map<String, Map<String, Object>> dead() {
        return dead;
    }

    /** How often an event had been tried when it was last set aside, by id. */
    public Map<String, Integer> retried() {
        return retried;
    }

    /** Messages published: dead letters, and events set aside. */
    public int moved() {
        return moved.get();
    }

    /** The ids of each delivery, passed or failed. */
    public List<List<String>> tried() {
        return tried;
    }

    public int requests() {
        return tried.size();
    }

    /** What became of replayed events. */
    public ReplayFates replayFates() {
        return replayFates;
    }

    public double counted(String meter) {
        return meters.find(meter).counters().stream().mapToDouble(Counter::count).sum();
    }

    @Override
    public void close() {
        breaker.end();
        threads.shutdownNow();
        timer.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
