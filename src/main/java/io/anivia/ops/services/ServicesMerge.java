package io.anivia.ops.services;

import static io.anivia.ops.fleet.FleetJson.decimal;
import static io.anivia.ops.fleet.FleetJson.number;
import static io.anivia.ops.fleet.FleetJson.rows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.anivia.source.counts.ServiceCounts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Makes one view of services of what several processes have read of them, perhaps of other versions. */
final class ServicesMerge {

    private static final class ServiceSum {
        private double perSecond;
        private long recentEvents;
        private long recentErrors;
        private long events;
        private long errors;
        private long lastSeen;

        void add(JsonObject row) {
            perSecond += decimal(row.getValue("perSecond"));
            recentEvents += number(row.getValue("recentEvents"));
            recentErrors += number(row.getValue("recentErrors"));
            events += number(row.getValue("events"));
            errors += number(row.getValue("errors"));
            lastSeen = Math.max(lastSeen, number(row.getValue("lastSeen")));
        }

        void add(ServiceSum other) {
            perSecond += other.perSecond;
            recentEvents += other.recentEvents;
            recentErrors += other.recentErrors;
            events += other.events;
            errors += other.errors;
            lastSeen = Math.max(lastSeen, other.lastSeen);
        }

        /** What it shows is of the last five minutes; {@code null} if nothing has come in them. */
        @Nullable Double errorShare() {
            return recentEvents == 0 ? null : Math.round(1000.0 * recentErrors / recentEvents) / 1000.0;
        }

        JsonObject toJson(String name) {
            return new JsonObject().put("name", name).put("perSecond", Math.round(perSecond * 100) / 100.0)
                    .put("errorShare", errorShare()).put("events", events).put("errors", errors)
                    .put("lastSeen", lastSeen == 0 ? null : Instant.ofEpochMilli(lastSeen).toString());
        }
    }

    private ServicesMerge() {
    }

    /**
     * Those with the largest share of errors first, then those that send most; others last.
     *
     * @param max how many rows there are at most, but for that of the others
     */
    static JsonObject merge(List<JsonObject> answers, int max) {
        Map<String, ServiceSum> sums = new HashMap<>();
        long more = 0;
        for (JsonObject answer : answers) {
            more = Math.max(more, number(answer.getValue("more")));
            rows(answer, "services").forEach(row -> {
                if (row.getValue("name") instanceof String name) {
                    sums.computeIfAbsent(name, first -> new ServiceSum()).add(row);
                }
            });
        }
        ServiceSum others = sums.remove(ServiceCounts.OTHERS);
        List<Map.Entry<String, ServiceSum>> byEvents = new ArrayList<>(sums.entrySet());
        byEvents.sort(Comparator.comparingLong((Map.Entry<String, ServiceSum> each) -> each.getValue().events)
                .reversed().thenComparing(Map.Entry.comparingByKey()));
        for (Map.Entry<String, ServiceSum> beyond : byEvents.subList(Math.min(max, byEvents.size()), byEvents.size())) {
            others = others == null ? new ServiceSum() : others;
            others.add(beyond.getValue());
            more++;
        }
        JsonArray rows = new JsonArray();
        byEvents.stream().limit(max).sorted(worstFirst())
                .forEach(each -> rows.add(each.getValue().toJson(each.getKey())));
        if (others != null) {
            rows.add(others.toJson(ServiceCounts.OTHERS));
        }
        return new JsonObject().put("services", rows).put("more", more);
    }

    private static Comparator<Map.Entry<String, ServiceSum>> worstFirst() {
        return Comparator.comparingDouble((Map.Entry<String, ServiceSum> each) -> -share(each.getValue()))
                .thenComparingDouble(each -> -each.getValue().perSecond)
                .thenComparingLong(each -> -each.getValue().events)
                .thenComparing(Map.Entry::getKey);
    }

    private static double share(ServiceSum sum) {
        Double share = sum.errorShare();
        return share == null ? 0 : share;
    }
}
