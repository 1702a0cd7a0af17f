package io.anivia.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.anivia.docs.Page;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/**
 * Breaks one thing after another under a steady load, and counts: every event that was answered with 202 must arrive at
 * each destination, or be among its dead letters if it is one of the bad ones that are sent on purpose.
 *
 * <pre>mvn -q -P faults verify</pre>
 *
 * <p>builds without running tests and takes about a quarter of an hour; {@code exec:exec@faults} instead of
 * {@code verify} uses what is built. Linux only; needs RabbitMQ installed, as the tests do. The clocks that jump are
 * those of the devices: the machine's is not this program's to set. Settings are given as {@code -Dfaults="rate=200
 * faults=broker*"}:
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><td>{@code rate}</td><td>100</td><td>events a second</td></tr>
 * <tr><td>{@code batch}</td><td>5</td><td>events in a POST</td></tr>
 * <tr><td>{@code lead}</td><td>3s</td><td>load before a fault, and after it</td></tr>
 * <tr><td>{@code hold}</td><td>8s</td><td>how long a fault lasts</td></tr>
 * <tr><td>{@code patience}</td><td>120s</td><td>most time to wait until everything has arrived</td></tr>
 * <tr><td>{@code faults}</td><td>*</td><td>which, by name; commas between, {@code *} for anything, {@code +} for a
 * space</td></tr>
 * <tr><td>{@code outage}</td><td>0s</td><td>instead of all others: the webhook is out for so long, and the memory of
 * Anivia's processes is printed</td></tr>
 * <tr><td>{@code heap}</td><td>256m</td><td>of each of Anivia's processes</td></tr>
 * <tr><td>{@code concurrency}</td><td>4</td><td>of the destinations omniture and webhook</td></tr>
 * <tr><td>{@code restarts}</td><td>20</td><td>of the Prospector that is restarted again and again, and
 * cuts of connections</td></tr>
 * <tr><td>{@code report}</td><td></td><td>a page, such as {@code src/docs/faults.md}, whose table is replaced</td></tr>
 * </table>
 *
 * <p>One Elmer, two Prospectors and a RabbitMQ node are processes of their own; the destinations (the test kit's
 * fakes), the network to the broker, and the load are in this program. All on loopback. The destinations have a longest
 * backoff of 3 s, time-outs of 3 s and 4 attempts; everything else is as shipped.
 *
 * <p>Prints for each fault: events accepted and missing; duplicates at splunk, omniture, webhook and the fragile route;
 * dead letters, at all destinations; rejected payloads; how long after the fault's end everything accepted before had
 * arrived and Elmer took events; the longest way of an event to a destination that the fault does not concern; the
 * longest wait for an answer to a POST; and events that the processes' metrics do not account for.
 *
 * <p>Ends with status 1 if an event is missing or dead without reason, if a POST got no answer or a wrong one, if the
 * metrics do not add up, if the processes log as in a storm or run out of memory, or if a fault could not be seen to
 * have happened.
 */
final class FaultsHarness {

    private FaultsHarness() {
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.of(arguments);
        List<Outcome> outcomes = run(settings, Workplace.create("faults"));
        System.out.println();
        Report report = new Report(outcomes);
        System.out.println(report.toMarkdown());
        if (!settings.report().isEmpty()) {
            new Page(Path.of(settings.report()), "faults").write(report.table());
        }
        System.exit(!outcomes.isEmpty() && outcomes.stream().allMatch(Outcome::isSound) ? 0 : 1);
    }

    /** The outcome of each fault; the last one says if going on made no sense. */
    static List<Outcome> run(Settings settings, Workplace workplace) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (Site site = Site.start(workplace, settings)) {
            if (settings.outage().isZero()) {
                all(site, vertx, settings, outcomes);
            } else {
                outcomes.add(new Outage(site, vertx, settings).run());
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        return outcomes;
    }

    /** Goes on as long as it makes sense: not after a fault that could not be repaired. */
    private static void all(Site site, Vertx vertx, Settings settings, List<Outcome> outcomes)
            throws InterruptedException {
        for (Fault fault : Faults.all(settings.restarts())) {
            if (settings.faults().matcher(fault.name()).matches()) {
                try {
                    outcomes.add(tried(site, vertx, settings, fault, "f" + outcomes.size()));
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    Progress.print("  WRONG: %s", e);
                    outcomes.add(Outcome.broken(fault, e));
                    return;
                }
            }
        }
    }

    private static Outcome tried(Site site, Vertx vertx, Settings settings, Fault fault, String prefix)
            throws Exception {
        var reason = fault.whyNot().apply(site);
        if (reason.isPresent()) {
            Progress.print("%s: %s", fault.name(), reason.get());
            return Outcome.skipped(fault, reason.get());
        }
        Progress.print("%s", fault.name());
        Outcome outcome = new Scenario(site, vertx, settings, fault, prefix).run(settings.hold());
        Progress.print("  %s", Report.row(outcome).strip());
        Progress.print("  POSTs: %s", outcome.posts());
        outcome.wrong().forEach(each -> Progress.print("  WRONG: %s", each));
        return outcome;
    }
}
