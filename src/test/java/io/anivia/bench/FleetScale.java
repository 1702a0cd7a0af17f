package io.anivia.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.anivia.broker.TestBrokers;
import io.anivia.broker.connection.BrokerConfig.QueueType;
import io.anivia.fakes.RabbitNode;
import io.anivia.ops.fleet.SimulatedMember;

/**
 * What many processes cost that only know each other: members of a fleet in one JVM, each with the connections of a
 * process, against one RabbitMQ. Prints hellos and messages a second, the broker's CPU and memory, and how long one
 * question to all takes, also with a member that has vanished. {@code java -cp … io.anivia.bench.FleetScale [members
 * [seconds]]}
 */
public final class FleetScale {

    private static final int QUESTIONS = 20;

    private FleetScale() {
    }

    public static void main(String... args) throws InterruptedException {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        Duration measured = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 60);
        List<SimulatedMember> members = new ArrayList<>();
        try (RabbitNode node = RabbitNode.create()) {
            NodeUsage usage = new NodeUsage(node);
            System.out.println("without members: " + usage.memoryMebibytes() + " MiB of the broker");
            for (int i = 0; i < count; i++) {
                members.add(new SimulatedMember(TestBrokers.broker(
                        new TestBrokers.Settings(node.uri(), QueueType.QUORUM, Duration.ofSeconds(30)))));
                // As a deployment starts them, and not all at once.
                TimeUnit.MILLISECONDS.sleep(100);
            }
            awaitAll(members);
            System.out.printf("%d members: %d connections, %d channels, %d consumers, %d MiB of the broker%n", count,
                    usage.lines("list_connections", "pid"), usage.lines("list_channels", "pid"),
                    usage.lines("list_consumers", "consumer_tag"), usage.memoryMebibytes());
            idle(members, usage, measured);
            ask(members.get(0), "a question to all");
            SimulatedMember vanished = members.remove(count - 1);
            vanished.vanish();
            ask(members.get(0), "with one that has vanished");
            members.forEach(SimulatedMember::vanish);
        }
        // The threads of those that have vanished.
        System.exit(0);
    }

    private static void awaitAll(List<SimulatedMember> members) throws InterruptedException {
        long start = System.nanoTime();
        while (members.stream().anyMatch(each -> each.others() < members.size() - 1)) {
            if (System.nanoTime() - start > Duration.ofMinutes(5).toNanos()) {
                throw new IllegalStateException("one knows of only "
                        + members.stream().mapToInt(SimulatedMember::others).min().orElse(0) + " others");
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        System.out.printf("all know each other %d s after the last one came%n",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    }

    private static void idle(List<SimulatedMember> members, NodeUsage usage, Duration time)
            throws InterruptedException {
        long hellos = members.stream().mapToLong(SimulatedMember::hellos).sum();
        double before = usage.cpuSeconds();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(time.toSeconds());
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = usage.cpuSeconds() - before;
        double received = (members.stream().mapToLong(SimulatedMember::hellos).sum() - hellos) / seconds;
        System.out.printf("a hello of each every %d s: %.1f hellos/s received by each, %.0f by all, %.1f %% of a core of"
                + " the broker%n", members.get(0).helloInterval().toSeconds(), received / members.size(), received,
                100 * cpu / seconds);
    }

    private static void ask(SimulatedMember member, String what) {
        double[] millis = new double[QUESTIONS];
        int[] answers = new int[QUESTIONS];
        for (int i = 0; i < QUESTIONS; i++) {
            long start = System.nanoTime();
            answers[i] = member.ask();
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        double first = millis[0];
        Arrays.sort(millis);
        Arrays.sort(answers);
        System.out.printf("%s: %d ms at first, median %d ms, longest %d ms; answers: median %d, fewest %d%n",
                what, Math.round(first), Math.round(millis[QUESTIONS / 2]), Math.round(millis[QUESTIONS - 1]),
                answers[QUESTIONS / 2], answers[0]);
    }
}
