package io.anivia.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.rabbitmq.client.AMQP;
import io.anivia.broker.Broker;
import io.anivia.broker.TestBrokers;
import io.anivia.broker.connection.BrokerConfig.QueueType;
import io.anivia.broker.consume.Prefetch;
import io.anivia.contract.DestinationQueues;
import io.anivia.fakes.RabbitNode;

/**
 * What it costs one RabbitMQ that many processes consume many destinations, by the code that does so in a process: one
 * consumer for each pair, on a channel of its own, of quorum queues. Idle, and with a trickle of events. Prints the
 * broker's memory and CPU. {@code java -cp … io.anivia.bench.ManyConsumers [processes [destinations [seconds]]]}
 */
public final class ManyConsumers {

    private static final int PREFETCH = 250;
    private static final int TRICKLE_PER_SECOND = 100;
    private static final byte[] EVENT = new byte[1000];

    private ManyConsumers() {
    }

    public static void main(String... args) throws Exception {
        int processes = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int destinations = args.length > 1 ? Integer.parseInt(args[1]) : 50;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 30;
        List<String> queues = new ArrayList<>();
        try (RabbitNode node = RabbitNode.create()) {
            NodeUsage usage = new NodeUsage(node);
            for (int i = 0; i < destinations; i++) {
                String queue = DestinationQueues.of("d" + i).events();
                TestBrokers.declareQuorum(node, queue);
                queues.add(queue);
            }
            System.out.println(destinations + " queues: " + usage.memoryMebibytes() + " MiB of the broker");
            idle("without consumers", usage, seconds);
            AtomicLong delivered = new AtomicLong();
            ConcurrentHashMap<Integer, AtomicLong> consumers = new ConcurrentHashMap<>();
            long start = System.nanoTime();
            for (int process = 0; process < processes; process++) {
                Broker broker = TestBrokers.broker(
                        new TestBrokers.Settings(node.uri(), QueueType.QUORUM, Duration.ofSeconds(30)));
                AtomicLong share = consumers.computeIfAbsent(process, any -> new AtomicLong());
                queues.forEach(queue -> broker.subscribeUndeclared(queue, Prefetch.of(PREFETCH), delivery -> {
                    delivered.incrementAndGet();
                    share.incrementAndGet();
                    delivery.ack();
                }));
                while (!broker.isReady()) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
            System.out.printf("%d consumers, %d connections, %d channels after %d s: %d MiB of the broker%n",
                    usage.lines("list_consumers", "consumer_tag"), usage.lines("list_connections", "pid"),
                    usage.lines("list_channels", "pid"), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
                    usage.memoryMebibytes());
            idle("idle", usage, seconds);
            double before = usage.cpuSeconds();
            start = System.nanoTime();
            trickle(node, queues, seconds);
            double took = (System.nanoTime() - start) / 1e9;
            System.out.printf("%d events a second: %.1f %% of a core of the broker, %d delivered, by %d of %d processes,"
                    + " %d MiB%n", TRICKLE_PER_SECOND, 100 * (usage.cpuSeconds() - before) / took, delivered.get(),
                    consumers.values().stream().filter(each -> each.get() > 0).count(), processes,
                    usage.memoryMebibytes());
        }
        System.exit(0);
    }

    private static void idle(String what, NodeUsage usage, int seconds) throws InterruptedException {
        double before = usage.cpuSeconds();
        TimeUnit.SECONDS.sleep(seconds);
        System.out.printf("%s: %.1f %% of a core of the broker, %d MiB%n", what,
                100 * (usage.cpuSeconds() - before) / seconds, usage.memoryMebibytes());
    }

    private static void trickle(RabbitNode node, List<String> queues, int seconds) {
        TestBrokers.as(node, channel -> {
            channel.confirmSelect();
            for (int sent = 0; sent < seconds * TRICKLE_PER_SECOND; sent++) {
                channel.basicPublish("", queues.get(sent % queues.size()),
                        new AMQP.BasicProperties.Builder().deliveryMode(2).build(), EVENT);
                TimeUnit.NANOSECONDS.sleep(TimeUnit.SECONDS.toNanos(1) / TRICKLE_PER_SECOND);
            }
            channel.waitForConfirmsOrDie(10_000);
            return null;
        });
    }
}
