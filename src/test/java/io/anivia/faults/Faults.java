package io.anivia.faults;

import static io.anivia.faults.Sink.OMNITURE;
import static io.anivia.faults.Sink.SPLUNK;
import static io.anivia.faults.Sink.WEBHOOK;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private Faults() {
    }

    static List<Fault> all() {
        return Stream.of(nothing(), processes(), broker(), network(), destinations(),
                        fullQueue(), clocks(), spool())
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

    /** The queue of a destination that is away is full, and refuses events. */
    private static List<Fault> fullQueue() {
        return List.of(Fault.of("webhook: 503, and its queue full", site -> {
            site.node().ctl("set_policy", "full", "^anivia[.]to[.]webhook$",
                    "{\"max-length\":20,\"overflow\":\"reject-publish\"}", "--apply-to", "queues");
            site.webhook().always(Answer.status(503));
        }, site -> {
            site.webhook().heal();
            site.node().ctl("clear_policy", "full");
        }).strikes(WEBHOOK).shows(Sign.NO_ARRIVALS));
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
