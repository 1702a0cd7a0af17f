package io.anivia.ops.books;

import static io.anivia.ops.fleet.FleetJson.decimal;
import static io.anivia.ops.fleet.FleetJson.number;
import static io.anivia.ops.fleet.FleetJson.object;
import static io.anivia.ops.fleet.FleetJson.rows;
import static io.anivia.ops.fleet.FleetJson.sum;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.anivia.destination.BriefCause;
import io.anivia.ops.fleet.FleetAnswer;
import io.anivia.ops.fleet.SeenStates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the books of several processes, which may be of other versions and lack members. Counts and rates are summed,
 * what the broker says is taken from the process that knows most, and of states the worst counts. Pure functions.
 */
final class FleetOverview {

    private static final int MAX_JOURNAL = 200;
    private static final int MAX_CLIENTS = 20;
    private static final int MAX_NAMED = 3;
    /** Counts are read each second, queues every five: so many seconds' events may be in one of them only. */
    private static final int SECONDS_UNDER_WAY = 10;
    private static final int LEAST_UNDER_WAY = 20;

    private FleetOverview() {
    }

    /**
     * The overview.
     *
     * @param answers of {@link BooksOperation}
     * @param silent processes that did not answer, as they described themselves before
     * @param problems how many processes could not answer
     * @param bounds beyond which a destination needs attention
     */
    static JsonObject of(List<FleetAnswer> answers, List<JsonObject> silent, int problems, Instant now,
            OverviewConfig bounds) {
        List<JsonObject> results = answers.stream().map(FleetAnswer::result).toList();
        List<JsonObject> destinations = destinations(answers, bounds);
        JsonObject overview = new JsonObject().put("at", now.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("processes", processes(answers, silent))
                .put("conservation", conservation(answers, silent, problems, destinations))
                .put("broker", broker(results)).put("spool", sums(results, "spool", "payloads", "bytes", "maxBytes"))
                .put("acceptedLately", sum(results, "acceptedLately"))
                .put("rejectedLately", sum(results, "rejectedLately"))
                .put("sources", sources(results)).put("destinations", new JsonArray(destinations))
                .put("journal", journal(answers));
        return overview.put("verdict", FleetVerdict.of(overview, problems));
    }

    private static JsonArray processes(List<FleetAnswer> answers, List<JsonObject> silent) {
        JsonArray rows = new JsonArray();
        answers.stream().map(answer -> answer.process().copy().put("silent", false)
                .put("ready", Boolean.TRUE.equals(answer.result().getValue("ready")))
                .put("problem", answer.result().getValue("problem"))
                .put("routesDiffer", answer.result().getValue("routesDiffer")))
                .sorted(Comparator.comparing(row -> row.getString("id", ""))).forEach(rows::add);
        silent.forEach(process -> rows.add(process.copy().put("silent", true).put("ready", null).put("problem", null)
                .put("routesDiffer", null)));
        return rows;
    }

    /**
     * What became of all that was routed. The counts of a process are gone with it, and what waited when the first one
     * started was routed before: {@code earlier} and {@code gone} are what that comes to, so that the sum is one.
     */
    private static JsonObject conservation(List<FleetAnswer> answers, List<JsonObject> silent, int problems,
            List<JsonObject> destinations) {
        List<JsonObject> results = answers.stream().map(FleetAnswer::result).toList();
        List<JsonObject> rows = results.stream().flatMap(result -> rows(result, "destinations")).toList();
        long unaccounted = sum(destinations, "unaccounted");
        boolean isWaitingKnown = destinations.stream().allMatch(each -> each.getValue("backlog") instanceof Number);
        String note = note(answers, silent, problems, isWaitingKnown);
        return new JsonObject().put("accepted", sum(results, "accepted")).put("events", sum(results, "events"))
                .put("rejected", sum(results, "rejected"))
                .put("routed", sum(rows, "routed")).put("earlier", sum(destinations, "earlier"))
                .put("delivered", sum(rows, "delivered") + sum(rows, "duplicates"))
                .put("filtered", sum(rows, "filteredLater")).put("dead", sum(rows, "died") - sum(rows, "replayed"))
                .put("waiting", isWaitingKnown ? sum(destinations, "backlog") : null)
                .put("gone", sum(destinations, "gone")).put("unaccounted", unaccounted)
                .put("holds", unaccounted != 0 ? Boolean.FALSE : note != null ? null : Boolean.TRUE)
                .put("since", answers.stream().map(answer -> answer.process().getString("startedAt"))
                        .filter(each -> each != null).min(Comparator.naturalOrder()).orElse(null))
                .put("note", note);
    }

    /** Why it cannot be told whether every event is accounted for; {@code null} if it can. */
    private static @Nullable String note(List<FleetAnswer> answers, List<JsonObject> silent, int problems,
            boolean isWaitingKnown) {
        List<String> why = new ArrayList<>();
        if (!silent.isEmpty()) {
            why.add("what processes have counted is missing that do not answer: " + silent.stream().limit(MAX_NAMED)
                    .map(process -> process.getString("id")).collect(Collectors.joining(", "))
                    + (silent.size() > MAX_NAMED ? " and " + (silent.size() - MAX_NAMED) + " more" : ""));
        }
        if (problems > 0 || answers.isEmpty()) {
            why.add("what " + (problems > 0 ? problems : "all")
                    + " processes have counted is missing, since they could not answer");
        }
        if (!isWaitingKnown) {
            why.add("the broker does not say what waits");
        }
        return why.isEmpty() ? null : String.join("; ", why);
    }

    /**
     * What was dealt with or waits, less what was routed: more than 0 is {@code earlier}, less is {@code gone}. 0 if that may
     * be under way, or if what waits is not known.
     */
    private static long residual(List<JsonObject> rows, @Nullable Long backlog, double perSecond) {
        if (backlog == null) {
            return 0;
        }
        long residual = sum(rows, "delivered") + sum(rows, "duplicates") + sum(rows, "filteredLater")
                + sum(rows, "died") - sum(rows, "replayed") + backlog - sum(rows, "routed");
        return Math.abs(residual) <= LEAST_UNDER_WAY + SECONDS_UNDER_WAY * perSecond ? 0 : residual;
    }

    private static JsonObject broker(List<JsonObject> results) {
        JsonObject refusing = new JsonObject();
        JsonObject state = new JsonObject();
        long away = 0;
        boolean isBlocked = false;
        for (JsonObject result : results) {
            JsonObject broker = object(result, "broker");
            refusing.mergeIn(object(broker, "refusing"));
            boolean isHere = Boolean.TRUE.equals(broker.getValue("ready"));
            // The words of one that has trouble say more.
            state = state.isEmpty() || !isHere ? object(broker, "state") : state;
            away += isHere ? 0 : 1;
            isBlocked |= Boolean.TRUE.equals(broker.getValue("blocked"));
        }
        String since = results.stream().map(result -> object(result, "broker").getValue("since"))
                .filter(String.class::isInstance).map(String.class::cast).min(Comparator.naturalOrder()).orElse(null);
        return new JsonObject().put("ready", away == 0 && !results.isEmpty()).put("away", away).put("since", since)
                .put("state", state).put("refusing", refusing).put("blocked", isBlocked);
    }

    private static JsonObject sums(List<JsonObject> results, String name, String... members) {
        List<JsonObject> all = results.stream().map(result -> object(result, name)).toList();
        JsonObject sums = new JsonObject();
        for (String member : members) {
            sums.put(member, sum(all, member));
        }
        return sums;
    }

    private static JsonArray sources(List<JsonObject> results) {
        Map<String, List<JsonObject>> byName = new TreeMap<>();
        results.forEach(result -> rows(result, "sources").forEach(row ->
                byName.computeIfAbsent(row.getString("name", ""), first -> new ArrayList<>()).add(row)));
        JsonArray sources = new JsonArray();
        byName.forEach((name, rows) -> {
            Map<String, Long> answers = new TreeMap<>();
            rows.forEach(row -> object(row, "answers").forEach(entry -> answers.merge(entry.getKey(),
                    number(entry.getValue()), Long::sum)));
            JsonObject byStatus = new JsonObject();
            answers.forEach(byStatus::put);
            sources.add(new JsonObject().put("name", name).put("accepted", sum(rows, "accepted"))
                    .put("rejected", sum(rows, "rejected")).put("events", sum(rows, "events"))
                    .put("perSecond", rate(rows, "perSecond")).put("answers", byStatus).put("clients", clients(rows))
                    .put("lastSeen", latest(rows, "lastSeen")));
        });
        return sources;
    }

    private static JsonArray clients(List<JsonObject> sources) {
        Map<String, Long> counts = new TreeMap<>();
        sources.forEach(source -> rows(source, "clients").forEach(client ->
                counts.merge(client.getString("name", ""), number(client.getValue("count")), Long::sum)));
        JsonArray clients = new JsonArray();
        counts.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed()).limit(MAX_CLIENTS)
                .forEach(client -> clients.add(new JsonObject().put("name", client.getKey())
                        .put("count", client.getValue())));
        return clients;
    }

    private static List<JsonObject> destinations(List<FleetAnswer> answers, OverviewConfig bounds) {
        Map<String, List<JsonObject>> byName = new TreeMap<>();
        answers.forEach(answer -> rows(answer.result(), "destinations").forEach(row ->
                byName.computeIfAbsent(row.getString("name", ""), first -> new ArrayList<>()).add(row)));
        List<JsonObject> merged = new ArrayList<>();
        byName.values().forEach(rows -> merged.add(destination(rows, bounds)));
        merged.sort(Comparator.comparing(FleetVerdict::condition,
                        Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(Comparator.comparingLong((JsonObject each) -> number(each.getValue("oldestSeconds")))
                        .reversed())
                .thenComparing(each -> each.getString("name")));
        return merged;
    }

    /** One destination as several processes see it, with what is wrong with it: {@code condition} and {@code cause}. */
    static JsonObject destination(List<JsonObject> rows, OverviewConfig bounds) {
        JsonObject destination = merged(rows);
        FleetVerdict.FindingKind condition = FleetVerdict.judge(destination, bounds);
        return destination.put("condition", condition == null ? null : condition.key())
                .put("cause", condition == null ? null : cause(destination));
    }

    private static @Nullable String cause(JsonObject destination) {
        Object reason = destination.getValue("reason");
        return BriefCause.of(reason instanceof String words ? words
                : object(destination, "lastFailure").getString("words"));
    }

    private static JsonObject merged(List<JsonObject> rows) {
        JsonObject worst = rows.stream().min(Comparator.comparingInt(SeenStates::rank)).orElseThrow();
        Long backlog = backlog(rows);
        double in = rate(rows, "inPerSecond");
        double out = rate(rows, "outPerSecond");
        long residual = residual(rows, backlog, in + out);
        JsonObject paused = rows.stream().map(row -> row.getValue("paused")).filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast).findFirst().orElse(null);
        String since = rows.stream().filter(row -> SeenStates.rank(row) == SeenStates.rank(worst))
                .map(row -> row.getString("since"))
                .filter(each -> each != null).min(Comparator.naturalOrder()).orElse(null);
        return new JsonObject().put("name", worst.getString("name")).put("state", worst.getValue("state"))
                .put("since", paused != null && "paused".equals(worst.getValue("state"))
                        && paused.getValue("at") instanceof String at && !at.isEmpty() ? at : since)
                .put("reason", worst.getValue("reason")).put("nextTry", worst.getValue("nextTry"))
                .put("oldestSeconds", rows.stream().mapToLong(row -> number(row.getValue("oldestSeconds"))).max()
                        .orElse(0))
                .put("underWaySeconds", most(rows, "underWaySeconds")).put("diedLately", sum(rows, "diedLately"))
                .put("backlog", backlog).put("dead", most(rows, "dead")).put("inPerSecond", in).put("outPerSecond", out)
                .put("emptyInSeconds", backlog == null || out <= in ? null : Math.round(backlog / (out - in)))
                .put("routed", sum(rows, "routed")).put("delivered", sum(rows, "delivered"))
                .put("filtered", sum(rows, "filtered")).put("earlier", Math.max(0, residual))
                .put("gone", Math.max(0, -residual)).put("unaccounted", sum(rows, "unaccounted"))
                .put("lastSuccess", latest(rows, "lastSuccess")).put("lastFailure", lastFailure(rows))
                .put("states", SeenStates.count(rows)).put("paused", paused)
                .put("refusing", rows.stream().map(row -> row.getValue("refusing")).filter(each -> each != null)
                        .findFirst().orElse(null));
    }

    /** What is ready in the broker, which all see, and what each has taken and not acknowledged. */
    private static @Nullable Long backlog(List<JsonObject> rows) {
        Long queued = most(rows, "queued");
        return queued == null ? null : queued + sum(rows, "inHand");
    }

    private static @Nullable JsonObject lastFailure(List<JsonObject> rows) {
        return rows.stream().map(row -> row.getValue("lastFailure")).filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast).max(Comparator.comparing(failure -> failure.getString("at", "")))
                .orElse(null);
    }

    private static JsonArray journal(List<FleetAnswer> answers) {
        JsonArray all = new JsonArray();
        answers.stream().flatMap(answer -> rows(answer.result(), "journal")
                        .map(entry -> entry.copy().put("process", answer.processId())))
                .sorted(Comparator.comparing((JsonObject entry) -> entry.getString("at", "")).reversed())
                .limit(MAX_JOURNAL).forEach(all::add);
        return all;
    }

    /** Minutes of several processes: counts are summed, of the age the most counts, and backlogs are {@linkplain #backlog added up}; the last is running. */
    static JsonArray minutes(List<JsonObject> rows) {
        Map<String, List<JsonObject>> byTime = new TreeMap<>();
        rows.forEach(row -> rows(row, "minutes").forEach(minute ->
                byTime.computeIfAbsent(minute.getString("at", ""), first -> new ArrayList<>()).add(minute)));
        JsonArray minutes = new JsonArray();
        byTime.forEach((at, all) -> minutes.add(new JsonObject().put("at", at).put("in", sum(all, "in"))
                .put("out", sum(all, "out")).put("failed", sum(all, "failed"))
                .put("oldestSeconds", most(all, "oldestSeconds")).put("backlog", backlog(all))
                .put("running", all.stream().anyMatch(row -> Boolean.TRUE.equals(row.getValue("running"))))));
        return minutes;
    }

    private static double rate(List<JsonObject> rows, String name) {
        double sum = rows.stream().mapToDouble(row -> decimal(row.getValue(name))).sum();
        return Math.round(sum * 100) / 100.0;
    }

    private static @Nullable Long most(List<JsonObject> rows, String name) {
        return rows.stream().map(row -> row.getValue(name)).filter(Number.class::isInstance)
                .map(each -> ((Number) each).longValue()).max(Comparator.naturalOrder()).orElse(null);
    }

    private static @Nullable String latest(List<JsonObject> rows, String name) {
        return rows.stream().map(row -> row.getValue(name)).filter(String.class::isInstance).map(String.class::cast)
                .max(Comparator.naturalOrder()).orElse(null);
    }
}
