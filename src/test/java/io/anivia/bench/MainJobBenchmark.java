package io.anivia.bench;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;

/**
 * Prints how many events a second this machine takes from the POST to three destinations, and what each costs.
 *
 * <pre>mvn -q -P embedded-broker,bench verify</pre>
 *
 * <p>builds without running tests and measures for at most five minutes; {@code exec:exec@main-job-benchmark}
 * instead of {@code verify} measures what is built. Linux only; needs RabbitMQ installed, as the tests do. Settings
 * are given as {@code -Dbench="measure=5 warm-up=5"}:
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><td>{@code warm-up}</td><td>10</td><td>seconds of load before anything counts</td></tr>
 * <tr><td>{@code measure}</td><td>30</td><td>seconds of load that count</td></tr>
 * <tr><td>{@code drain}</td><td>50</td><td>most seconds to wait until everything has arrived</td></tr>
 * <tr><td>{@code yardstick}</td><td>20</td><td>seconds of each run of PerfTest</td></tr>
 * <tr><td>{@code connections}</td><td>32</td><td>kept alive, each with one POST at a time</td></tr>
 * <tr><td>{@code batch}</td><td>10</td><td>events in a POST</td></tr>
 * <tr><td>{@code bytes}</td><td>500</td><td>of an event, about</td></tr>
 * <tr><td>{@code backlog}</td><td>50000</td><td>events; posting pauses while a destination is further behind</td></tr>
 * <tr><td>{@code concurrency}</td><td>8</td><td>of the destinations omniture and webhook</td></tr>
 * <tr><td>{@code heap}</td><td>512m</td><td>of Anivia's JVM</td></tr>
 * <tr><td>{@code brokers}</td><td>rabbitmq,embedded</td><td>which to measure</td></tr>
 * </table>
 *
 * <p>Any other setting of Anivia is taken from the environment, such as {@code ANIVIA_PROSPECTOR_CONSUMERS=2}.
 *
 * <p>Each of these is a process of its own, all on loopback: a RabbitMQ node, Anivia, the destinations, PerfTest, and
 * this program, which is the load. They share the machine, so the figures are those of the whole.
 *
 * <p>The yardstick is RabbitMQ's own PerfTest on the same node: messages of 1 KiB through a quorum queue, persistent,
 * confirmed and acknowledged. Anivia moves 1/{@code batch} + 3 messages for each event, and is compared by them.
 *
 * <p>Ends with status 1 if a POST failed or an event is missing.
 */
final class MainJobBenchmark {

    private final Settings settings;
    private final Workplace workplace;
    private final List<Figures> figures = new ArrayList<>();
    private final List<PerfTest.Rates> yardsticks = new ArrayList<>();
    private String rabbitVersion = "none";

    private MainJobBenchmark(Settings settings, Workplace workplace) {
        this.settings = settings;
        this.workplace = workplace;
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.of(arguments);
        if (!Files.exists(AniviaProcess.APPLICATION)) {
            throw new IllegalStateException(
                    AniviaProcess.APPLICATION + " is not there: build it with mvn package -DskipTests");
        }
        Machine machine = Machine.here();
        MainJobBenchmark benchmark = new MainJobBenchmark(settings, Workplace.create("bench"));
        benchmark.run();
        Report report = new Report(settings, machine, benchmark.rabbitVersion, benchmark.figures,
                benchmark.yardsticks);
        System.out.println();
        System.out.println(report.toMarkdown());
        System.exit(benchmark.figures.stream().allMatch(Figures::isSound) ? 0 : 1);
    }

    private void run() throws Exception {
        if (settings.brokers().contains("rabbitmq")) {
            try (RabbitMq rabbit = RabbitMq.start()) {
                rabbitVersion = rabbit.version();
                figures.add(measure("RabbitMQ, quorum queues", rabbit));
                for (int pairs : List.of(1, 2)) {
                    yardsticks.add(PerfTest.run(rabbit.uri(), pairs, settings.yardstick(), workplace));
                }
            }
        }
        if (settings.brokers().contains("embedded")) {
            figures.add(measure("embedded broker", null));
        }
    }

    /** @param rabbit the broker; none: the embedded one */
    private Figures measure(String broker, @Nullable RabbitMq rabbit) throws Exception {
        Progress.tell(broker);
        try (Sinks sinks = Sinks.start(workplace);
                AniviaProcess anivia = Anivia.start(workplace, settings, sinks, rabbit);
                Load load = new Load(anivia.events(), settings)) {
            Round round = new Round(load, sinks, settings);
            Progress.tell("warm-up");
            round.run(settings.warmUp(), settings.backlog() / 10);
            Costs before = Costs.now(anivia, rabbit, sinks);
            Progress.tell("measuring");
            Round.Outcome outcome = round.run(settings.measure(), settings.backlog());
            Costs costs = Costs.now(anivia, rabbit, sinks).since(before);
            return new Figures(broker, outcome, costs, anivia.warnings());
        }
    }
}
