package io.anivia.ops.books;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalLong;

import io.anivia.broker.control.PauseNote;
import io.anivia.destination.DestinationStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What this process knows of one destination. Not thread-safe. */
final class DestinationBook {

    /** A difference that comes and goes is one of events on their way from one count to the other. */
    private static final int UNACCOUNTED_SECONDS = 30;

    private final String name;
    private final Traffic traffic;
    private final RecentRise deaths;
    private final Deque<Long> unaccounted = new ArrayDeque<>();
    private DestinationStatus status;
    private CounterTotals totals;
    private @Nullable Long dead;
    private Map<String, String> refusing = Map.of();
    private @Nullable PauseNote pause;

    DestinationBook(String name, DestinationStatus status, CounterTotals totals, long nowMillis) {
        this.name = name;
        this.status = status;
        this.totals = totals;
        this.traffic = new Traffic(nowMillis, routed(), delivered(), failed());
        this.deaths = new RecentRise(nowMillis, died());
    }

    /** Takes what stands now, each second. */
    void read(DestinationStatus now, CounterTotals counted, long nowMillis) {
        status = now;
        totals = counted;
        traffic.read(nowMillis, routed(), delivered(), failed(),
                new Traffic.TrafficLevels(now.oldestSeconds(), now.queued(), now.inHand()));
        deaths.read(nowMillis, died());
        unaccounted.addLast(now.unaccounted());
        if (unaccounted.size() > UNACCOUNTED_SECONDS) {
            unaccounted.removeFirst();
        }
    }

    /** @param letters in the queue of its dead letters; empty if the broker does not say */
    void readBroker(OptionalLong letters, Map<String, String> refusingQueues) {
        dead = letters.isPresent() ? (Long) letters.getAsLong() : null;
        refusing = refusingQueues;
    }

    void readPause(@Nullable PauseNote note) {
        pause = note;
    }

    String state() {
        return status.state();
    }

    private long routed() {
        return totals.sum("anivia.events.routed", name);
    }

    private long delivered() {
        return totals.sum("anivia.events.delivered", name);
    }

    private long died() {
        return totals.sum("anivia.events.dead", name) - totals.one("anivia.events.dead", name, "accept");
    }

    private long failed() {
        return totals.sum("anivia.deliveries", name) - totals.one("anivia.deliveries", name, "delivered");
    }

    /** What has been unaccounted for all the time lately; at rest 0. */
    private long lastingUnaccounted() {
        if (unaccounted.size() < UNACCOUNTED_SECONDS) {
            return 0;
        }
        long least = Long.MAX_VALUE;
        for (long each : unaccounted) {
            least = Math.abs(each) < Math.abs(least) ? each : least;
        }
        return least;
    }

    JsonObject toJson() {
        Map<String, Long> filtered = totals.byKind("anivia.events.filtered", name);
        long later = filtered.getOrDefault("step", 0L) + filtered.getOrDefault("withdrawn", 0L);
        JsonObject json = new JsonObject().put("name", name).put("state", status.state())
                .put("since", time(status.sinceMillis()))
                .put("reason", status.reason().orElse(null))
                .put("nextTry", status.isWaiting() ? time(status.nextTryMillis()) : null)
                .put("oldestSeconds", Math.round(status.oldestSeconds()))
                .put("underWaySeconds", Math.round(status.underWaySeconds()))
                .put("queued", status.queued() < 0 ? null : status.queued())
                .put("inHand", status.inHand()).put("dead", dead)
                .put("inPerSecond", traffic.inPerSecond()).put("outPerSecond", traffic.outPerSecond())
                .put("routed", routed()).put("delivered", delivered())
                .put("filtered", totals.sum("anivia.events.filtered", name)).put("filteredLater", later)
                .put("duplicates", totals.sum("anivia.events.duplicate", name))
                .put("died", died()).put("diedLately", deaths.rise())
                .put("replayed", totals.sum("anivia.events.replayed", name))
                .put("unaccounted", lastingUnaccounted())
                .put("lastSuccess", status.lastSuccessMillis() == 0 ? null : time(status.lastSuccessMillis()))
                .put("lastFailure", status.lastFailure().map(words -> new JsonObject()
                        .put("at", time(status.lastFailureMillis())).put("words", words)).orElse(null))
                .put("refusing", refusing.isEmpty() ? null : String.join("; ", refusing.values()));
        PauseNote note = pause;
        json.put("paused", note == null ? null
                : new JsonObject().put("by", note.by()).put("at", note.at()).put("reason", note.reason()));
        return json;
    }

    /** The last hour, the oldest minute first, and the minute that is running. */
    JsonArray minutes() {
        JsonArray rows = new JsonArray();
        for (Traffic.Minute minute : traffic.minutes()) {
            Traffic.TrafficLevels end = minute.atEnd();
            rows.add(new JsonObject().put("at", minute.at().toString()).put("in", minute.in()).put("out", minute.out())
                    .put("failed", minute.failed()).put("oldestSeconds", Math.round(end.oldestSeconds()))
                    .put("queued", end.queued() < 0 ? null : end.queued()).put("inHand", end.inHand())
                    .put("running", minute.isRunning()));
        }
        return rows;
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
