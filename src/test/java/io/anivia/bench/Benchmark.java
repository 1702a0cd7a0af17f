package io.anivia.bench;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;


/**
 * Prints what this machine does of Anivia's work, and what that costs.
 *
 * <pre>mvn -q -P bench verify</pre>
 *
 * <p>builds without running tests and measures; {@code exec:exec@bench} instead of {@code verify} measures what is
 * built. Linux only; needs RabbitMQ installed, as the tests do. Settings are given as
 * {@code -Dbench="scenarios=batched measure=5 rounds=1"}:
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><td>{@code scenarios}</td><td>literal,batched,batched-both,requests,elmer,start</td><td>what to measure; there
 * is {@code sources}, what each kind of client costs Elmer, {@code far}, a partner that takes its time, {@code cold},
 * the first minute of a process, {@code routes}, reloads under load and what steps for all events cost, {@code embedded}, and {@code growth}, which takes an hour: give it {@code rounds=1},
 * or take {@code growth-backlog}, {@code growth-destinations}, {@code growth-payloads} or {@code growth-events}
 * alone</td></tr>
 * <tr><td>{@code rounds}</td><td>3</td><td>how often; the median counts</td></tr>
 * <tr><td>{@code warm-up}</td><td>30</td><td>seconds of load before anything counts</td></tr>
 * <tr><td>{@code measure}</td><td>60</td><td>seconds of load in a round</td></tr>
 * <tr><td>{@code drain}</td><td>50</td><td>most seconds to wait until everything has arrived</td></tr>
 * <tr><td>{@code yardstick}</td><td>10</td><td>seconds of each run of PerfTest</td></tr>
 * <tr><td>{@code connections}</td><td>64</td><td>kept alive, each with one POST at a time</td></tr>
 * <tr><td>{@code bytes}</td><td>500</td><td>of an event, about</td></tr>
 * <tr><td>{@code backlog}</td><td>50000</td><td>events; a closed loop pauses while a destination is further
 * behind</td></tr>
 * <tr><td>{@code rate}</td><td>0</td><td>events a second of an open loop; 0: the scenario's own</td></tr>
 * <tr><td>{@code waiting}</td><td>1000000</td><td>messages, in {@code growth}</td></tr>
 * <tr><td>{@code concurrency}</td><td>8</td><td>of the destinations omniture and webhook</td></tr>
 * <tr><td>{@code heap}</td><td>176m</td><td>of Anivia's JVM</td></tr>
 * <tr><td>{@code profile}</td><td>false</td><td>{@code true}: each round leaves a flame graph and its stacks under
 * {@code target/bench}, the next round's in its place, and prints where CPU time went</td></tr>
 * </table>
 *
 * <p>Any setting of Anivia is taken from the environment, such as {@code ANIVIA_PROSPECTOR_CONSUMERS=2}, and goes
 * before that of the scenario.
 *
 * <p>Each of these is a process of its own, all on loopback: a RabbitMQ node, Anivia, the destinations, PerfTest, and
 * this program, which is the load. They share the machine, so the figures are those of the whole.
 *
 * <p>The yardstick is RabbitMQ's own PerfTest on the same node: messages of 1 KiB through a quorum queue, persistent,
 * confirmed and acknowledged. Where single requests are compared, it is wrk, if that is installed.
 *
 * <p>Ends with status 1 if a POST failed or an event is missing, and not for a goal that is not reached.
 */
final class Benchmark {

    private Benchmark() {
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.of(arguments);
        List<Scenario> scenarios = settings.scenarios().stream().flatMap(name -> Scenarios.named(name).stream())
                .toList();
        if (!Files.exists(AniviaProcess.APPLICATION)) {
            throw new IllegalStateException(
                    AniviaProcess.APPLICATION + " is not there: build it with mvn package -DskipTests");
        }
        Machine machine = Machine.here();
        Workplace workplace = Workplace.create("bench");
        List<Result> results = new ArrayList<>();
        try {
            for (Scenario scenario : scenarios) {
                results.addAll(scenario.run(settings, workplace));
            }
        } finally {
            System.out.printf("%n%s. Everything on this machine, load and destinations included.%n", machine);
            results.forEach(result -> System.out.printf("%n%s", result.toMarkdown()));
        }
        System.exit(results.stream().allMatch(Result::isSound) ? 0 : 1);
    }
}
