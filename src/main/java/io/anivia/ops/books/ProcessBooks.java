package io.anivia.ops.books;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.FallbackStore;
import io.anivia.common.NamedThreads;
import io.anivia.destination.Destination;
import io.anivia.destination.DestinationStatus;
import io.anivia.destination.Destinations;
import io.anivia.ops.Journal;
import io.anivia.ops.Journal.JournalKind;
import io.anivia.ops.reload.RouteReload;
import io.anivia.source.Source;
import io.anivia.source.Sources;
import io.anivia.source.counts.ClientCounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process has counted since it started, read each second from its metrics: the books that are added up with
 * those of other processes. Thread-safe.
 *
 * <p>Events pay nothing for it; a reading costs some microseconds a counter, and one question to the broker for each
 * destination's dead letters every ten seconds.
 */
@Singleton
final class ProcessBooks {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessBooks.class);
    private static final int BROKER_SECONDS = 10;
    /** Of an answer, which is bounded. */
    private static final int MAX_JOURNAL = 100;

    private final Broker broker;
    private final Destinations destinations;
    private final Sources sources;
    private final RouteReload reload;
    private final Journal journal;
    private final ClientCounts clients;
    private final Instance<FallbackStore> spools;
    private final MeterRegistry meters;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(NamedThreads.daemons("books"));
    private final Map<String, DestinationBook> books = new TreeMap<>();
    private final Map<String, Traffic> accepted = new HashMap<>();
    private final RecentRise acceptedLately;
    private final RecentRise rejectedLately;
    private final Map<String, Long> lastSeen = new HashMap<>();
    private CounterTotals totals;
    private @Nullable Boolean wasReady;
    /** Since when the broker cannot be used; epoch milliseconds. */
    private @Nullable Long awaySince;
    private long readings;

    @Inject
    ProcessBooks(Broker broker, Destinations destinations, Sources sources, ClientCounts clients, RouteReload reload,
            Journal journal, Instance<FallbackStore> spools, MeterRegistry meters) {
        this.broker = broker;
        this.destinations = destinations;
        this.sources = sources;
        this.clients = clients;
        this.reload = reload;
        this.journal = journal;
        this.spools = spools;
        this.meters = meters;
        this.totals = CounterTotals.of(meters);
        long now = System.currentTimeMillis();
        this.acceptedLately = new RecentRise(now, totals.all("anivia.payloads.accepted"));
        this.rejectedLately = new RecentRise(now, totals.all("anivia.payloads.rejected"));
    }

    /** Begins to read. */
    void open() {
        journal.add(JournalKind.START, null, "the process has started");
        timer.scheduleWithFixedDelay(this::readSafely, 0, 1, TimeUnit.SECONDS);
    }

    private void readSafely() {
        try {
            boolean asksBroker = readings++ % BROKER_SECONDS == 0;
            read(System.currentTimeMillis());
            if (asksBroker) {
                readBroker();
            }
        } catch (RuntimeException | Error e) {
            // The timer never runs a task again that has thrown.
            LOG.warn("What this process has counted could not be read", e);
        }
    }

    private synchronized void read(long now) {
        CounterTotals before = totals;
        totals = CounterTotals.of(meters);
        Map<String, DestinationStatus> all = destinations.status();
        books.keySet().retainAll(all.keySet());
        all.forEach((name, status) -> {
            DestinationBook book = books.get(name);
            if (book == null) {
                books.put(name, new DestinationBook(name, status, totals, now));
                return;
            }
            if (!book.state().equals(status.state())) {
                journal.add(JournalKind.STATE, name, status.state() + status.reason().map(why -> ": " + why).orElse(""));
            }
            book.read(status, totals, now);
            book.readPause(destinations.pauseNote(name).orElse(null));
        });
        acceptedLately.read(now, totals.all("anivia.payloads.accepted"));
        rejectedLately.read(now, totals.all("anivia.payloads.rejected"));
        readSources(before, now);
        readEvents(before, now);
    }

    private void readSources(CounterTotals before, long now) {
        Set<String> names = sourceNames();
        accepted.keySet().retainAll(names);
        lastSeen.keySet().retainAll(names);
        for (String name : names) {
            long count = totals.sum("anivia.payloads.accepted", name);
            accepted.computeIfAbsent(name, absent -> new Traffic(now, count, 0, 0))
                    .read(now, count, 0, 0, Traffic.TrafficLevels.NONE);
            if (count > before.sum("anivia.payloads.accepted", name)) {
                lastSeen.put(name, now);
            }
        }
    }

    private Set<String> sourceNames() {
        Set<String> names = new TreeSet<>();
        sources.all().stream().map(Source::name).forEach(names::add);
        return names;
    }

    private void readEvents(CounterTotals before, long now) {
        for (String outcome : new String[] { "reloaded", "refused" }) {
            if (totals.one("anivia.reloads", "", outcome) > before.one("anivia.reloads", "", outcome)) {
                journal.add(JournalKind.RELOAD, null, "reloaded".equals(outcome) ? "route files were reloaded"
                        : "a reload was refused: " + String.join("; ", reload.problems()));
            }
        }
        boolean isReady = broker.isReady();
        if (wasReady != null && wasReady != isReady) {
            journal.add(JournalKind.BROKER, null, isReady ? "the broker is back" : "the broker cannot be used: "
                    + String.join("; ", broker.state().values()));
        }
        wasReady = isReady;
        awaySince = isReady ? null : awaySince == null ? (Long) now : awaySince;
    }

    /** Without a lock while the broker is asked. */
    private void readBroker() {
        Map<String, String> refusing = broker.refusingQueues();
        for (Destination destination : destinations.on()) {
            var letters = broker.messageCount(destination.queues().dead());
            Map<String, String> refusingHere = new LinkedHashMap<>(refusing);
            refusingHere.keySet().retainAll(destination.queues().all());
            synchronized (this) {
                DestinationBook book = books.get(destination.name());
                if (book != null) {
                    book.readBroker(letters, refusingHere);
                }
            }
        }
    }

    /** The whole of it. */
    synchronized JsonObject toJson() {
        JsonArray all = new JsonArray();
        books.values().forEach(book -> all.add(book.toJson()));
        boolean isReady = broker.isReady() || spools.stream().anyMatch(FallbackStore::canAccept);
        Map<String, String> state = broker.state();
        return new JsonObject().put("ready", isReady)
                .put("problem", isReady ? null : String.join("; ", state.values()))
                .put("routesDiffer", reload.problems().isEmpty() ? null : String.join("\n", reload.problems()))
                .put("broker", new JsonObject().put("ready", broker.isReady())
                        .put("since", awaySince == null ? null : DestinationBook.time(awaySince))
                        .put("state", new JsonObject(new LinkedHashMap<>(state)))
                        .put("refusing", new JsonObject(new LinkedHashMap<>(broker.refusingQueues())))
                        .put("blocked", state.values().stream().anyMatch(each -> each.contains("blocked"))))
                .put("spool", spool())
                .put("events", totals.all("anivia.events")).put("accepted", totals.all("anivia.payloads.accepted"))
                .put("rejected", totals.all("anivia.payloads.rejected"))
                .put("acceptedLately", acceptedLately.rise()).put("rejectedLately", rejectedLately.rise())
                .put("sources", sources()).put("destinations", all).put("journal", journal());
    }

    private JsonObject spool() {
        return new JsonObject().put("payloads", gauge("anivia.elmer.spool.payloads"))
                .put("bytes", gauge("anivia.elmer.spool.bytes")).put("maxBytes", gauge("anivia.elmer.spool.max.bytes"));
    }

    private long gauge(String name) {
        Gauge gauge = meters.find(name).gauge();
        return gauge == null ? 0 : Math.round(gauge.value());
    }

    private JsonArray sources() {
        JsonArray rows = new JsonArray();
        for (String name : sourceNames()) {
            Traffic traffic = accepted.get(name);
            Long seen = lastSeen.get(name);
            JsonObject answers = new JsonObject();
            new TreeMap<>(totals.byKind("anivia.elmer.answers", name)).forEach(answers::put);
            JsonArray byClient = new JsonArray();
            clients.of(name).forEach((client, count) -> byClient.add(new JsonObject().put("name", client)
                    .put("count", count)));
            rows.add(new JsonObject().put("name", name).put("accepted", totals.sum("anivia.payloads.accepted", name))
                    .put("clients", byClient)
                    .put("rejected", totals.sum("anivia.payloads.rejected", name))
                    .put("events", totals.sum("anivia.events", name))
                    .put("perSecond", traffic == null ? 0 : traffic.inPerSecond())
                    .put("answers", answers).put("lastSeen", seen == null ? null : DestinationBook.time(seen)));
        }
        return rows;
    }

    private JsonArray journal() {
        JsonArray rows = new JsonArray();
        journal.entries().stream().limit(MAX_JOURNAL).forEach(entry -> rows.add(new JsonObject().put("at", entry.at())
                .put("kind", entry.kind().name().toLowerCase(Locale.ROOT)).put("destination", entry.destination())
                .put("text", entry.text()).put("by", entry.by())));
        return rows;
    }

    /** One destination with its last hour; {@code null} if this process does not have it. */
    synchronized @Nullable JsonObject destination(String name) {
        DestinationBook book = books.get(name);
        return book == null ? null : book.toJson().put("minutes", book.minutes());
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
    }
}
