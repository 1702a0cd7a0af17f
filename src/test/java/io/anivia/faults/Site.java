package io.anivia.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.anivia.fakes.Answer;
import io.anivia.fakes.FakeAdobe;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.FakeSplunk;
import io.anivia.fakes.RabbitNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.jspecify.annotations.Nullable;

/**
 * Everything that runs: RabbitMQ, one Elmer and two Prospectors as processes; the destinations and the network to the
 * broker in this one. For one thread, but for what a {@link Load} calls.
 */
final class Site implements AutoCloseable {

    private static final String TIME_OUT = "3s";
    private static final String TIME_OUT_MS = "3000";
    /** Short, so that a fault that is over is seen to be over. */
    private static final String BACKOFF = "200ms,3s";
    private static final int MAX_ATTEMPTS = 4;

    private final Workplace workplace;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final FakeSplunk splunk = new FakeSplunk().remember(false);
    private final FakeAdobe omniture = new FakeAdobe().remember(false);
    private final FakePartner webhook = new FakePartner().remember(false);
    private final FakePartner fragile = new FakePartner().remember(false);
    private final RabbitNode node;
    private final Proxy brokerLink;
    private final AniviaProcess elmer;
    private final List<AniviaProcess> prospectors;
    private final AtomicInteger owed = new AtomicInteger();
    private volatile Duration deviceClock = Duration.ZERO;
    private volatile Oddities oddities = Oddities.NONE;
    private @Nullable FullBacklog backlog;

    private Site(Workplace workplace, RabbitNode node, Settings settings) throws IOException {
        this.workplace = workplace;
        this.node = node;
        splunk.start();
        omniture.start();
        webhook.start();
        fragile.start();
        brokerLink = new Proxy(vertx, node.port());
        Map<String, String> environment = environment(settings);
        elmer = process("elmer", "elmer", settings, environment);
        prospectors = List.of(process("prospector-1", "prospector", settings, environment),
                process("prospector-2", "prospector", settings, environment));
    }

    static Site start(Workplace workplace, Settings settings) throws IOException, InterruptedException {
        Progress.print("starting RabbitMQ");
        Site site = new Site(workplace, RabbitNode.create(), settings);
        try {
            Progress.print("starting Anivia");
            site.startAll();
            return site;
        } catch (RuntimeException | IOException | InterruptedException e) {
            site.close();
            throw e;
        }
    }

    private AniviaProcess process(String name, String role, Settings settings, Map<String, String> environment)
            throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("ANIVIA_ROLES", role);
        // Of a process that was killed the overview is asked soon after.
        all.put("ANIVIA_FLEET_SILENT_FOR", "30s");
        return new AniviaProcess(name, workplace, settings.heap(), all);
    }

    private Map<String, String> environment(Settings settings) throws IOException {
        String concurrency = Integer.toString(settings.destinationConcurrency());
        return Map.ofEntries(
                Map.entry("ANIVIA_BROKER_URI", "amqp://guest:guest@127.0.0.1:" + brokerLink.port()),
                Map.entry("ANIVIA_BROKER_HEARTBEAT", TIME_OUT),
                Map.entry("ANIVIA_ROUTES_DIR", routes().toString()),
                Map.entry("CAMEL_COMPONENT_DESTINATION_BACKOFF", BACKOFF),
                Map.entry("SPLUNK_HEC_URL", splunk.url()),
                Map.entry("SPLUNK_HEC_TOKEN", FakeSplunk.TOKEN),
                Map.entry("OMNITURE_URL", omniture.url()),
                Map.entry("OMNITURE_REPORT_SUITE", "faults"),
                Map.entry("OMNITURE_CONCURRENCY", concurrency),
                Map.entry("OMNITURE_RESPONSE_TIMEOUT", TIME_OUT),
                Map.entry("OMNITURE_CONNECT_TIMEOUT", TIME_OUT),
                Map.entry("WEBHOOK_URL", webhook.url() + "/events"),
                Map.entry("WEBHOOK_CONCURRENCY", concurrency),
                Map.entry("WEBHOOK_RESPONSE_TIMEOUT", TIME_OUT_MS),
                Map.entry("WEBHOOK_CONNECT_TIMEOUT", TIME_OUT_MS),
                Map.entry("FRAGILE_URL", fragile.url() + "/events"));
    }

    /** The shipped destinations, with fewer attempts and shorter time-outs, and one more. */
    private Path routes() throws IOException {
        Path directory = workplace.directory("routes");
        copy("splunk", directory, "responseTimeout: 3s", "connectTimeout: 3s");
        copy("omniture", directory);
        copy("webhook", directory);
        Files.copy(Path.of("src", "test", "resources", "faults", "fragile.camel.yaml"),
                directory.resolve("fragile.camel.yaml"));
        return directory;
    }

    private static void copy(String name, Path directory, String... parameters) throws IOException {
        String file = name + ".camel.yaml";
        String original = Files.readString(Path.of("routes", "destinations", file));
        String attempts = original.replaceFirst("(?m)^( *)(uri: destination:" + name + ")\\n *parameters:\\n",
                "$1$2\n$1parameters:\n$1  maxAttempts: " + MAX_ATTEMPTS + "\n");
        if (attempts.equals(original)) {
            throw new IllegalStateException(file + " is not as this program knows it: no destination:" + name);
        }
        for (String parameter : parameters) {
            if (!attempts.contains(parameter.substring(0, parameter.indexOf(':') + 1))) {
                attempts = attempts.replaceFirst("(?m)^( *)(maxContentLength: .*)\\n", "$1$2\n$1" + parameter + "\n");
            }
        }
        Files.writeString(directory.resolve(file), attempts);
    }

    /** Starts what does not run, all at once, and waits until all are ready. */
    void startAll() throws IOException, InterruptedException {
        start(Map.of());
    }

    /** Ends Anivia's processes in order and starts them with other settings. */
    void restart(Map<String, String> settings) throws IOException, InterruptedException {
        processes().forEach(AniviaProcess::close);
        start(settings);
    }

    private void start(Map<String, String> settings) throws IOException, InterruptedException {
        for (AniviaProcess each : processes()) {
            each.start(settings);
        }
        for (AniviaProcess each : processes()) {
            each.awaitReady();
        }
    }

    /** Reports what arrives to a ledger, instead of the one before. */
    void watch(Ledger ledger) {
        splunk.forget().watch(id -> ledger.arrived(Sink.SPLUNK, id));
        omniture.forget().watch(id -> ledger.arrived(Sink.OMNITURE, id));
        webhook.forget().watch(id -> ledger.arrived(Sink.WEBHOOK, id));
        fragile.forget().watch(id -> ledger.arrived(Sink.FRAGILE, id));
        webhook.refuseNothing();
    }

    /** Prepares the destinations for an event. */
    void expect(String id, Kind kind) {
        switch (kind) {
            case REFUSED -> webhook.statusFor(422, id);
            case RESETTING -> webhook.answerFor(Answer.reset(), id);
            case FORBIDDEN -> webhook.statusFor(403, id);
            case GOOD, BREAKING, UNREADABLE -> { }
        }
    }

    RabbitNode node() {
        return node;
    }

    /** Whether a process says that a queue takes no messages. */
    boolean isAnyQueueRefusing() throws IOException, InterruptedException {
        return Meters.read(processes()).refusingQueues() > 0;
    }

    /** Between Anivia and the broker. */
    Proxy brokerLink() {
        return brokerLink;
    }

    AniviaProcess elmer() {
        return elmer;
    }

    List<AniviaProcess> prospectors() {
        return prospectors;
    }

    List<AniviaProcess> processes() {
        return Stream.concat(Stream.of(elmer), prospectors.stream()).toList();
    }

    FakeSplunk splunk() {
        return splunk;
    }

    FakeAdobe omniture() {
        return omniture;
    }

    FakePartner webhook() {
        return webhook;
    }

    /** How far the clocks of devices are off. */
    Duration deviceClock() {
        return deviceClock;
    }

    void deviceClock(Duration off) {
        deviceClock = off;
    }

    /** Payloads that are sent between the others. */
    Oddities oddities() {
        return oddities;
    }

    void mixIn(Oddities odd) {
        oddities = odd;
    }

    /** More payloads, as fast as they are taken. */
    void owe(int payloads) {
        owed.addAndGet(payloads);
    }

    /** Whether one more has to be sent. */
    boolean takeOwed() {
        return owed.getAndUpdate(before -> Math.max(0, before - 1)) > 0;
    }

    /** Connections to this port are neither taken nor refused any more. */
    void fillBacklog(int port) throws IOException {
        backlog = new FullBacklog(port);
    }

    void emptyBacklog() throws IOException {
        if (backlog != null) {
            backlog.close();
            backlog = null;
        }
    }

    Path newDirectory(String prefix) throws IOException {
        return workplace.directory(prefix);
    }

    @Override
    public void close() {
        processes().forEach(AniviaProcess::close);
        brokerLink.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        node.close();
        Stream.of(splunk, omniture, webhook, fragile).forEach(fake -> fake.close());
    }
}
