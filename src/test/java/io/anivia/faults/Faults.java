package io.anivia.faults;

import static io.anivia.faults.Sink.OMNITURE;
import static io.anivia.faults.Sink.SPLUNK;
import static io.anivia.faults.Sink.WEBHOOK;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.anivia.fakes.Answer;
import io.anivia.fakes.FakeHttpServer;
import io.anivia.processes.AniviaProcess;


/** All that goes wrong, in the order in which it does. */
final class Faults {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(4);
    /** Within the destinations' time-outs, and beyond them. */
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Duration TOO_SLOW = Duration.ofSeconds(6);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration NEAR = Duration.ofMillis(50);
    private static final Duration FAR = Duration.ofMillis(200);
    private static final double SPREAD = 0.4;
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int SMALL_MESSAGES = 64 << 10;
    /** RabbitMQ 3.10's default. */
    private static final int USUAL_MESSAGES = 128 << 20;
    /** One a minute for each queue of each process would be 20. */
    private static final int MOST_CLOSED_CHANNELS = 100;
    private static final int BACKLOG = 3_000;
    private static final int FULL_QUEUE = 20;
    /** Queues are counted every 5 s. */
    private static final Duration COUNTED_AFTER = Duration.ofSeconds(7);
    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(30);

    private Faults() {
    }

    /** @param restarts of the process that is restarted again and again */
    static List<Fault> all(int restarts) {
        return Stream.of(nothing(), processes(), broker(), network(), destinations(), pause(), fullQueue(), clocks(), spool(),
                        partners(), payloads(), limits(), again(restarts))
                .flatMap(List::stream).toList();
    }

    private static List<Fault> nothing() {
        return List.of(Fault.of("nothing, for comparison", site -> { }, site -> { }).strikes());
    }

    private static List<Fault> processes() {
        return List.of(
                Fault.of("Elmer: kill -9", site -> site.elmer().kill(), site -> site.elmer().start().awaitReady())
                        .strikes().shows(Sign.NO_ELMER),
                Fault.of("one Prospector: kill -9", site -> site.prospectors().get(0).kill(), Site::startAll),
                Fault.of("the other Prospector: kill -9", site -> site.prospectors().get(1).kill(), Site::startAll),
                Fault.of("both Prospectors: kill -9", Faults::killProspectors, Site::startAll)
                        .shows(Sign.NO_ARRIVALS),
                Fault.of("everything of Anivia: kill -9", site -> {
                    site.elmer().kill();
                    killProspectors(site);
                }, Site::startAll).shows(Sign.NO_ELMER));
    }

    private static void killProspectors(Site site) throws InterruptedException {
        for (AniviaProcess prospector : site.prospectors()) {
            prospector.kill();
        }
    }

    private static List<Fault> broker() {
        return List.of(
                Fault.of("broker: stop_app", site -> site.node().stopApp(), site -> site.node().startApp())
                        .shows(Sign.NO_ACCEPTS),
                Fault.of("broker: node stopped", site -> site.node().stop(), site -> site.node().start())
                        .shows(Sign.NO_ACCEPTS),
                Fault.of("broker: kill -9", site -> {
                    site.node().settle();
                    site.node().kill();
                }, site -> site.node().start()).shows(Sign.NO_ACCEPTS),
                Fault.of("broker: memory alarm", site -> site.node().raiseMemoryAlarm(),
                        site -> site.node().clearMemoryAlarm()).shows(Sign.NO_ACCEPTS));
    }

    private static List<Fault> network() {
        return List.of(
                Fault.of("connections to the broker: cut, and back at once", site -> {
                    site.brokerLink().cut();
                    site.brokerLink().heal();
                }, site -> { }),
                Fault.of("connections to the broker: cut", site -> site.brokerLink().cut(),
                        site -> site.brokerLink().heal()).shows(Sign.NO_ACCEPTS),
                Fault.of("connections to the broker: black hole", site -> site.brokerLink().swallow(),
                        site -> site.brokerLink().heal()).shows(Sign.NO_ACCEPTS));
    }

    private static List<Fault> destinations() {
        return Stream.of(
                outages("webhook", WEBHOOK, Site::webhook),
                outages("splunk", SPLUNK, Site::splunk),
                List.of(answers("omniture: 503", OMNITURE, Site::omniture, Answer.status(503)),
                        answers("omniture: hangs", OMNITURE, Site::omniture, Answer.hang())))
                .flatMap(List::stream).toList();
    }

    /** The same for any of them. */
    private static List<Fault> outages(String name, Sink sink, Function<Site, FakeHttpServer<?>> fake) {
        return List.of(
                answers(name + ": 500", sink, fake, Answer.status(500)),
                answers(name + ": 503 with Retry-After", sink, fake, Answer.status(503).retryAfter(RETRY_AFTER)),
                answers(name + ": 429", sink, fake, Answer.status(429)),
                answers(name + ": 401", sink, fake, Answer.status(401)),
                answers(name + ": hangs", sink, fake, Answer.hang()),
                answers(name + ": resets connections", sink, fake, Answer.reset()),
                answers(name + ": half a reply", sink, fake, Answer.half()),
                answers(name + ": takes events, reply lost", sink, fake, Answer.lost()).shows(Sign.NONE),
                answers(name + ": answers after 2 s", sink, fake, Answer.slow(SLOW)).shows(Sign.NONE),
                answers(name + ": answers after 6 s, too late", sink, fake, Answer.slow(TOO_SLOW)).shows(Sign.NONE),
                Fault.of(name + ": connection refused", site -> fake.apply(site).stop(),
                        site -> fake.apply(site).start()).strikes(sink).shows(Sign.NO_ARRIVALS),
                Fault.of(name + ": connecting takes for ever", site -> {
                    fake.apply(site).stop();
                    site.fillBacklog(fake.apply(site).port());
                }, site -> {
                    site.emptyBacklog();
                    fake.apply(site).start();
                }).strikes(sink).shows(Sign.NO_ARRIVALS));
    }

    private static Fault answers(String name, Sink sink, Function<Site, FakeHttpServer<?>> fake, Answer answer) {
        return Fault.of(name, site -> fake.apply(site).always(answer), site -> fake.apply(site).heal())
                .strikes(sink).shows(Sign.NO_ARRIVALS);
    }

    /** How many events, or payloads, a message may hold: the processes inherit these settings from the harness. */
    private static int batchSize(String role) {
        return Integer.parseInt(System.getenv().getOrDefault("ANIVIA_" + role + "_BATCH_SIZE", "1"));
    }

    /** An operator holds a destination back. */
    private static List<Fault> pause() {
        return List.of(Fault.of("webhook: paused by an operator",
                        site -> Admin.post(site.elmer(), "/admin/fleet/destinations/webhook/pause", "{}"),
                        site -> Admin.post(site.elmer(), "/admin/fleet/destinations/webhook/resume", "{}"))
                .strikes(WEBHOOK).shows(Sign.NO_ARRIVALS).tells((site, ledger, log) -> waiting(site, WEBHOOK)));
    }

    /**
     * The overview has as many waiting as the broker had before, and no more than it has then: while a destination is
     * paused its queue only grows. The broker counts messages.
     */
    private static Optional<String> waiting(Site site, Sink sink) throws Exception {
        Graveyard queues = new Graveyard(site.node());
        long least = 0;
        long shown = 0;
        long most = 0;
        for (long deadline = System.nanoTime() + COUNTED_WITHIN.toNanos(); System.nanoTime() < deadline;) {
            least = queues.waiting(sink);
            await().pollDelay(COUNTED_AFTER).until(() -> true);
            shown = Overview.read(site.elmer()).destination(sink).path("backlog").asLong(-1);
            most = queues.waiting(sink) * batchSize("PROSPECTOR");
            if (least > 0 && least <= shown && shown <= most) {
                return Optional.empty();
            }
        }
        return Optional.of(least + " to " + most + " events wait for " + sink.destination() + ", and " + shown
                + " in the overview");
    }

    /** The queue of a destination that is away is full, and refuses events. */
    private static List<Fault> fullQueue() {
        return List.of(Fault.of("webhook: 503, and its queue full", site -> {
            site.node().ctl("set_policy", "full", "^anivia[.]to[.]webhook$",
                    "{\"max-length\":" + Math.max(1, FULL_QUEUE / batchSize("PROSPECTOR"))
                            + ",\"overflow\":\"reject-publish\"}", "--apply-to", "queues");
            site.webhook().always(Answer.status(503));
        }, site -> {
            site.webhook().heal();
            site.node().ctl("clear_policy", "full");
        }).strikes(WEBHOOK).shows(Sign.NO_ARRIVALS).tells((site, ledger, log) -> site.isAnyQueueRefusing()
                ? Optional.empty() : Optional.of("no process says that a queue takes no messages")));
    }

    /** Partners as they are: far away, and choosy. */
    private static List<Fault> partners() {
        return List.of(
                Fault.of("webhook: 64 at once, answers after 50 ms, then after 200 ms",
                        site -> site.webhook().latency(NEAR, SPREAD), site -> site.webhook().latency(FAR, SPREAD))
                        .within(site -> site.restart(Map.of("WEBHOOK_CONCURRENCY", "64")), site -> {
                            site.webhook().heal();
                            site.restart(Map.of());
                        }).strikes(),
                Fault.of("webhook: 403 to one event of 300",
                        site -> site.mixIn(Oddities.oneIn(60, Oddities::forbidden)),
                        site -> site.mixIn(Oddities.NONE)).strikes().tells((site, ledger, log) -> heldUp(ledger, log)));
    }

    /** One event that is refused must not hold up the others: they arrive as those at Omniture do. */
    private static Optional<String> heldUp(Ledger ledger, String log) {
        Duration more = ledger.longestDelay(Set.of(WEBHOOK)).minus(ledger.longestDelay(Set.of(OMNITURE)));
        if (more.compareTo(Duration.ofSeconds(2)) > 0) {
            return Optional.of("the webhook's events came " + more.toMillis() + " ms later than Omniture's");
        }
        return log.contains("403") ? Optional.empty()
                : Optional.of("no process says that an event was answered with 403");
    }

    /** What clients send that nothing can be made of. */
    private static List<Fault> payloads() {
        return List.of(Fault.of("clients: payloads that take much memory, and broken ones",
                site -> site.mixIn(Oddities.oneIn(2, Oddities::hugeNumber, Oddities::manyMaps,
                        Oddities::manyMapsInEvents, Oddities::manyMembers, Oddities::bytesBehind, Oddities::overlong)),
                site -> site.mixIn(Oddities.NONE)).strikes());
    }

    /** A broker that takes less than it did. */
    private static List<Fault> limits() {
        return List.of(
                Fault.of("broker: no message over 64 KiB", site -> {
                    site.node().limitMessageSize(SMALL_MESSAGES);
                    reconnect(site);
                    site.mixIn(Oddities.oneIn(5, Oddities::large, Oddities::unfolding));
                }, site -> {
                    site.mixIn(Oddities.NONE);
                    site.node().limitMessageSize(USUAL_MESSAGES);
                    reconnect(site);
                }).within(site -> { }, site -> site.restart(Map.of())).shows(Sign.TOO_LARGE),
                Fault.of("broker: all rights taken away", site -> {
                    site.node().ctl("set_permissions", "guest", "^$", "^$", "^$");
                    // Channels that are open remember that they had the right.
                    reconnect(site);
                }, site -> site.node().ctl("set_permissions", "guest", ".*", ".*", ".*")).shows(Sign.NO_ACCEPTS)
                        .tells((site, ledger, log) -> withoutRights(site, log)),
                Fault.of("broker: memory alarm, 3,000 payloads waiting", site -> {
                    site.prospectors().forEach(AniviaProcess::close);
                    site.owe(BACKLOG);
                    await().atMost(SOON).until(() -> new Graveyard(site.node()).waiting("anivia.collected")
                            >= BACKLOG / batchSize("ELMER"));
                    site.node().raiseMemoryAlarm();
                    for (AniviaProcess prospector : site.prospectors()) {
                        prospector.start();
                    }
                    await().atMost(SOON).until(() -> site.prospectors().stream().allMatch(p -> p.readiness() != 0));
                }, site -> site.node().clearMemoryAlarm()).shows(Sign.NO_ACCEPTS));
    }

    /** Every process is not ready, and does not log each channel that the broker closes. */
    private static Optional<String> withoutRights(Site site, String log) {
        long closed = log.lines().filter(line -> line.contains("closed its channel")).count();
        if (closed > MOST_CLOSED_CHANNELS) {
            return Optional.of(closed + " lines say that the broker closed a channel");
        }
        return site.processes().stream().filter(each -> each.readiness() == 200).findFirst()
                .map(each -> each.name() + " says that it is ready");
    }

    private static void reconnect(Site site) {
        site.brokerLink().cut();
        site.brokerLink().heal();
    }

    /** Events that are on their way to a webhook come out of the broker again and again. */
    private static List<Fault> again(int restarts) {
        return List.of(
                Fault.of("the only Prospector: restarted " + restarts + " times while the webhook hangs", site -> {
                    site.prospectors().get(1).close();
                    site.webhook().always(Answer.hang());
                    for (int i = 0; i < restarts; i++) {
                        restart(site, site.prospectors().get(0), i % 2 == 0);
                    }
                }, site -> {
                    site.webhook().heal();
                    site.startAll();
                }).logsAtMost(1000 + 100L * restarts),
                Fault.of("connections to the broker: cut " + restarts + " times while the webhook hangs", site -> {
                    site.webhook().always(Answer.hang());
                    int all = site.brokerLink().sockets();
                    for (int i = 0; i < restarts; i++) {
                        reconnect(site);
                        await().atMost(SOON).until(() -> site.brokerLink().sockets() >= all
                                && site.processes().stream().allMatch(p -> p.readiness() == 200));
                    }
                }, site -> site.webhook().heal()).logsAtMost(1000 + 100L * restarts));
    }

    /** Once an event is on its way to the webhook. */
    private static void restart(Site site, AniviaProcess prospector, boolean kill) throws Exception {
        long before = site.webhook().requestCount();
        await().atMost(SOON).until(() -> site.webhook().requestCount() > before);
        if (kill) {
            prospector.kill();
        } else {
            prospector.close();
        }
        prospector.start();
    }

    /** The webhook refuses connections. */
    static Fault outage() {
        return Fault.of("webhook: out", site -> site.webhook().stop(), site -> site.webhook().start())
                .strikes(WEBHOOK).shows(Sign.NO_ARRIVALS);
    }

    private static List<Fault> clocks() {
        return List.of(Fault.of("devices: clocks jump an hour ahead, then two back", site -> site.deviceClock(HOUR),
                site -> site.deviceClock(HOUR.negated())).strikes()
                .within(site -> { }, site -> site.deviceClock(Duration.ZERO)));
    }

    private static List<Fault> spool() {
        return List.of(Fault.of("Elmer: spool full, broker away", site -> site.brokerLink().cut(),
                site -> site.brokerLink().heal())
                .within(site -> site.restart(Spool.small(site)), site -> site.restart(Map.of()))
                .shows(Sign.FULL_SPOOL).unless(site -> Spool.whyNotAvailable()));
    }
}
