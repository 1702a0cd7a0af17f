package io.anivia.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A number of devices that each send one numbered event after the other at a steady rate, never the same twice, and
 * keep account of the answers.
 */
final class Devices implements AutoCloseable {

    /** What became of one event. */
    record Sent(String id, Device.Outcome outcome, int status, Duration took) {

        boolean accepted() {
            return outcome == Device.Outcome.ANSWERED && status == 202;
        }
    }

    private final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final ScheduledExecutorService threads;
    private final List<Device> devices = new ArrayList<>();

    private Devices(int number) {
        threads = Executors.newScheduledThreadPool(number);
    }

    /**
     * @param number of devices
     * @param period between the events of one of them
     * @param patience how long one waits for an answer
     * @param ports where Elmers listen; a device whose Elmer does not take an event goes to the next one
     */
    static Devices start(String name, int number, Duration period, Duration patience, int... ports) {
        Devices devices = new Devices(number);
        for (int i = 0; i < number; i++) {
            Device device = new Device(name + "-" + i, patience, i, ports);
            devices.devices.add(device);
            devices.threads.scheduleAtFixedRate(() -> devices.account(device.send()),
                    period.toMillis() * i / number, period.toMillis(), TimeUnit.MILLISECONDS);
        }
        return devices;
    }

    private void account(Sent one) {
        sent.add(one);
        if (one.accepted()) {
            accepted.incrementAndGet();
        }
    }

    /** How many events were answered with 202 so far. */
    int accepted() {
        return accepted.get();
    }

    /** Everything that was sent so far. */
    Collection<Sent> sent() {
        return List.copyOf(sent);
    }

    /** The ids of all events that were answered with 202. */
    Set<String> acceptedIds() {
        return sent.stream().filter(Sent::accepted).map(Sent::id).collect(Collectors.toSet());
    }

    /** By hash: AssertJ compares each with each, and there may be tens of thousands. */
    static Set<String> missing(Set<String> accepted, Set<String> delivered) {
        Set<String> missing = new HashSet<>(accepted);
        missing.removeAll(delivered);
        return missing;
    }

    /** How many events had each outcome, for people. */
    Map<String, Long> summary() {
        return sent.stream().collect(Collectors.groupingBy(
                one -> one.outcome() == Device.Outcome.ANSWERED ? Integer.toString(one.status()) : one.outcome().name(),
                TreeMap::new, Collectors.counting()));
    }

    /** The longest that one waited for its answer. */
    Duration slowest() {
        return sent.stream().map(Sent::took).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** Ends when all have been answered. */
    void stop() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new AssertionError("a device waits for ever");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        devices.forEach(Device::close);
    }
}
