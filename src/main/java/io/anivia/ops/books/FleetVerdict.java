package io.anivia.ops.books;

import static io.anivia.ops.fleet.FleetJson.number;
import static io.anivia.ops.fleet.FleetJson.object;
import static io.anivia.ops.fleet.FleetJson.rows;
import static io.anivia.ops.fleet.FleetJson.sum;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Decides what of the overview needs attention, and says it in sentences: the console, {@code top} and the JSON say the
 * same. Pure functions.
 *
 * <p>A destination has one finding, of the first kind in this table that is true of it; so has a process. Findings come in
 * the order of the table, those of one kind by the age of the oldest event.
 *
 * <table>
 * <caption>What needs attention, the worst first</caption>
 * <tr><th>kind</th><th>tone</th><th>when</th></tr>
 * <tr><td>broker-away</td>  <td>bad</td> <td>a process cannot use the broker</td></tr>
 * <tr><td>broker-blocked</td><td>bad</td><td>an alarm of the broker blocks publishers</td></tr>
 * <tr><td>unaccounted</td>  <td>bad</td> <td>events are unaccounted for, for half a minute</td></tr>
 * <tr><td>suspended</td>    <td>bad</td> <td>a destination is, in any process</td></tr>
 * <tr><td>refused</td>      <td>bad</td> <td>the broker takes no events for a destination</td></tr>
 * <tr><td>backing-off</td>  <td>warn</td><td>a destination is, in any process</td></tr>
 * <tr><td>hanging</td>      <td>warn</td><td>it delivers, and a delivery is under way for longer than {@code hanging}</td></tr>
 * <tr><td>late</td>         <td>warn</td><td>it delivers, and an event is older than {@code late}</td></tr>
 * <tr><td>dying</td>        <td>warn</td><td>it delivers, and has dead letters from the last five minutes</td></tr>
 * <tr><td>spool-filling</td><td>bad</td> <td>the spool holds over 80 % of its bound</td></tr>
 * <tr><td>silent</td>       <td>warn</td><td>a process that was there does not answer</td></tr>
 * <tr><td>not-ready</td>    <td>warn</td><td>a process is not, or could not answer</td></tr>
 * <tr><td>other-routes</td> <td>warn</td><td>a process has other route files than the rest</td></tr>
 * <tr><td>rejecting</td>    <td>warn</td><td>of what came in within five minutes, 1 % or more was rejected</td></tr>
 * <tr><td>paused</td>       <td>held</td><td>an operator has paused a destination</td></tr>
 * </table>
 *
 * <p>A paused destination is neither late nor hanging: what waits for it is meant to.
 */
final class FleetVerdict {

    private static final double SPOOL_FILLING = 0.8;
    /** Where anyone may post, something is always rejected. */
    private static final int REJECTED_PER_CENT = 1;
    private static final String WITHIN = " within " + RecentRise.WITHIN.toMinutes() + " minutes";

    /** See the table above, in its order. */
    enum FindingKind {
        BROKER_AWAY("bad"), BROKER_BLOCKED("bad"), UNACCOUNTED("bad"), SUSPENDED("bad"), REFUSED("bad"),
        BACKING_OFF("warn"), HANGING("warn"), LATE("warn"), DYING("warn"), SPOOL_FILLING("bad"), SILENT("warn"),
        NOT_READY("warn"), OTHER_ROUTES("warn"), REJECTING("warn"), PAUSED("held");

        private final String tone;

        FindingKind(String tone) {
            this.tone = tone;
        }

        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Finding(FindingKind kind, @Nullable String destination, @Nullable String process, long oldestSeconds,
            String text) {

        Finding(FindingKind kind, String text) {
            this(kind, null, null, 0, text);
        }

        JsonObject toJson() {
            return new JsonObject().put("kind", kind.key()).put("tone", kind.tone).put("destination", destination)
                    .put("process", process).put("text", text);
        }
    }

    private FleetVerdict() {
    }

    /**
     * The verdict.
     *
     * @param overview with {@code at}, {@code processes}, {@code conservation}, {@code broker}, {@code spool},
     *        {@code destinations} with their {@code condition}, {@code acceptedLately} and {@code rejectedLately}
     * @param problems how many processes could not answer
     * @return {@code headline}, and {@code findings}: {@code kind}, {@code tone} ({@code bad}, {@code warn} or
     *         {@code held}), {@code destination} and {@code process} or null, and {@code text}, a sentence or more, which
     *         goes behind the destination's name if there is one
     */
    static JsonObject of(JsonObject overview, int problems) {
        String at = overview.getString("at", "");
        List<JsonObject> destinations = rows(overview, "destinations").toList();
        List<Finding> findings = Stream.of(broker(overview, at), unaccounted(object(overview, "conservation")),
                destinations.stream().flatMap(each -> destination(each, at)), spool(object(overview, "spool")),
                rows(overview, "processes").flatMap(FleetVerdict::process), unanswered(problems), rejected(overview))
                .flatMap(each -> each)
                .sorted(Comparator.comparing(Finding::kind)
                        .thenComparing(Comparator.comparingLong(Finding::oldestSeconds).reversed()))
                .toList();
        return new JsonObject().put("headline", headline(findings, destinations))
                .put("findings", new JsonArray(findings.stream().map(Finding::toJson).toList()));
    }

    private static String headline(List<Finding> findings, List<JsonObject> destinations) {
        if (findings.isEmpty()) {
            long dead = sum(destinations, "dead");
            return "All is well" + (dead > 0 ? ", but for " + counted(dead, "dead letter") : "");
        }
        boolean isOfDestinations = findings.stream().allMatch(each -> each.destination() != null);
        return counted(findings.size(), isOfDestinations ? "destination" : "thing")
                + (findings.size() == 1 ? " needs attention" : " need attention");
    }

    /** What a destination was judged to have wrong with it, by its {@code condition}; {@code null} if nothing. */
    static @Nullable FindingKind condition(JsonObject destination) {
        return destination.getValue("condition") instanceof String key
                ? FindingKind.valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_')) : null;
    }

    /** What is wrong with a destination; {@code null} if nothing is. */
    static @Nullable FindingKind judge(JsonObject destination, OverviewConfig bounds) {
        String state = String.valueOf(destination.getValue("state"));
        if ("suspended".equals(state)) {
            return FindingKind.SUSPENDED;
        }
        if (destination.getValue("refusing") != null) {
            return FindingKind.REFUSED;
        }
        return switch (state) {
            case "backing off" -> FindingKind.BACKING_OFF;
            case "paused" -> FindingKind.PAUSED;
            default -> isLonger(destination, "underWaySeconds", bounds.hanging()) ? FindingKind.HANGING
                    : isLonger(destination, "oldestSeconds", bounds.late()) ? FindingKind.LATE
                    : newlyDead(destination) > 0 ? FindingKind.DYING : null;
        };
    }

    private static boolean isLonger(JsonObject destination, String seconds, Duration bound) {
        return number(destination.getValue(seconds)) > bound.toSeconds();
    }

    /** Those that are still there, and were not replayed or discarded meanwhile. */
    private static long newlyDead(JsonObject destination) {
        long died = number(destination.getValue("diedLately"));
        return destination.getValue("dead") instanceof Number dead ? Math.min(died, dead.longValue()) : died;
    }

    private static Stream<Finding> destination(JsonObject destination, String at) {
        FindingKind kind = condition(destination);
        if (kind == null) {
            return Stream.empty();
        }
        long oldest = number(destination.getValue("oldestSeconds"));
        String text = how(kind, destination, at) + '.' + waiting(destination, oldest)
                + (kind == FindingKind.DYING || newlyDead(destination) == 0 ? ""
                        : ' ' + counted(newlyDead(destination), "new dead letter") + WITHIN + '.');
        return Stream.of(new Finding(kind, destination.getString("name", ""), null, oldest, text));
    }

    private static String how(FindingKind kind, JsonObject destination, String at) {
        return switch (kind) {
            case REFUSED -> "is refused by the broker" + because(destination.getValue("refusing"));
            case HANGING -> "hangs: a delivery has been under way for "
                    + duration(number(destination.getValue("underWaySeconds"))) + " without an answer";
            case LATE -> "is late";
            case DYING -> "has " + counted(newlyDead(destination), "new dead letter") + WITHIN
                    + because(", the last failure", destination.getValue("cause"));
            case PAUSED -> since("paused", destination, at) + because(pause(object(destination, "paused"), destination));
            default -> since(String.valueOf(destination.getValue("state")), destination, at)
                    + because(destination.getValue("cause"));
        };
    }

    private static @Nullable Object pause(JsonObject pause, JsonObject destination) {
        String reason = pause.getString("reason", "");
        String by = pause.getString("by", "");
        return by.isEmpty() ? destination.getValue("reason") : (reason.isEmpty() ? "" : reason + ", ") + "by " + by;
    }

    private static String because(@Nullable Object cause) {
        return because("", cause);
    }

    private static String because(String what, @Nullable Object cause) {
        return cause == null || cause.toString().isEmpty() ? "" : what + ": " + cause;
    }

    private static String since(String state, JsonObject destination, String at) {
        Long seconds = seconds(destination.getString("since"), at);
        return (seconds == null ? "is " + state : "has been " + state + " for " + duration(seconds))
                + where(state, object(destination, "states"));
    }

    /** Whether a destination is suspended, each process finds out for itself. */
    private static String where(String state, JsonObject states) {
        long here = number(states.getValue(state));
        long all = states.stream().map(Map.Entry::getValue).mapToLong(each -> number(each)).sum();
        return here == 0 || here == all ? "" : " in " + here + " of " + all + " processes";
    }

    private static String waiting(JsonObject destination, long oldest) {
        if (!(destination.getValue("backlog") instanceof Number backlog)) {
            return " How many events wait is not known.";
        }
        return backlog.longValue() <= 0 ? " No event waits for it."
                : ' ' + counted(backlog.longValue(), "event") + (backlog.longValue() == 1 ? " waits" : " wait")
                        + ", the oldest for " + duration(oldest) + '.';
    }

    private static Stream<Finding> broker(JsonObject overview, String at) {
        JsonObject broker = object(overview, "broker");
        List<Finding> found = new ArrayList<>();
        if (Boolean.FALSE.equals(broker.getValue("ready"))) {
            Long seconds = seconds(broker.getString("since"), at);
            String since = seconds == null ? "" : " for " + duration(seconds);
            long away = number(broker.getValue("away"));
            long all = rows(overview, "processes").filter(each -> !Boolean.TRUE.equals(each.getValue("silent"))).count();
            found.add(new Finding(FindingKind.BROKER_AWAY, away < all
                    ? "The broker has been out of reach" + since + " for " + away + " of " + all + " processes."
                    : "The broker has been out of reach" + since + ": nothing is delivered until it is back, and only what this"
                            + " process knows itself is shown."));
        }
        if (Boolean.TRUE.equals(broker.getValue("blocked"))) {
            found.add(new Finding(FindingKind.BROKER_BLOCKED,
                    "The broker takes nothing in: an alarm of its memory or disk blocks all publishers."));
        }
        return found.stream();
    }

    private static Stream<Finding> unaccounted(JsonObject conservation) {
        return !Boolean.FALSE.equals(conservation.getValue("holds")) ? Stream.empty()
                : Stream.of(new Finding(FindingKind.UNACCOUNTED,
                        counted(number(conservation.getValue("unaccounted")), "event") + " cannot be accounted for."));
    }

    private static Stream<Finding> spool(JsonObject spool) {
        long bytes = number(spool.getValue("bytes"));
        long most = number(spool.getValue("maxBytes"));
        return most <= 0 || bytes <= SPOOL_FILLING * most ? Stream.empty() : Stream.of(new Finding(
                FindingKind.SPOOL_FILLING, "The spool is filling: " + Math.round(100.0 * bytes / most) + " % of its bound."));
    }

    private static Stream<Finding> process(JsonObject process) {
        String id = process.getString("id", "");
        String name = "The process " + id;
        if (Boolean.TRUE.equals(process.getValue("silent"))) {
            return Stream.of(new Finding(FindingKind.SILENT, null, id, 0, name + " does not answer."));
        }
        if (Boolean.FALSE.equals(process.getValue("ready"))) {
            return Stream.of(new Finding(FindingKind.NOT_READY, null, id, 0,
                    name + " is not ready" + because(process.getValue("problem")) + '.'));
        }
        return process.getValue("routesDiffer") == null ? Stream.empty() : Stream.of(new Finding(FindingKind.OTHER_ROUTES,
                null, id, 0, name + " has other route files than the rest" + because(process.getValue("routesDiffer"))
                        + '.'));
    }

    private static Stream<Finding> unanswered(int problems) {
        return problems == 0 ? Stream.empty() : Stream.of(new Finding(FindingKind.NOT_READY,
                counted(problems, "process") + " could not say what " + (problems == 1 ? "it knows." : "they know.")));
    }

    private static Stream<Finding> rejected(JsonObject overview) {
        long rejected = number(overview.getValue("rejectedLately"));
        long all = rejected + number(overview.getValue("acceptedLately"));
        return rejected == 0 || rejected * 100 < REJECTED_PER_CENT * all ? Stream.empty()
                : Stream.of(new Finding(FindingKind.REJECTING, String.format(Locale.ROOT, "%s %s rejected%s, %d %% of what"
                        + " came in.", counted(rejected, "payload"),
                        rejected == 1 ? "was" : "were", WITHIN, Math.round(100.0 * rejected / all))));
    }

    private static @Nullable Long seconds(@Nullable String from, String to) {
        try {
            return from == null ? null : Duration.between(Instant.parse(from), Instant.parse(to)).toSeconds();
        } catch (DateTimeParseException ofAnotherVersion) {
            return null;
        }
    }

    private static String counted(long count, String noun) {
        String plural = noun.endsWith("s") ? noun + "es" : noun + 's';
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? noun : plural);
    }

    /** As the console's {@code format.js} has it. */
    private static String duration(long seconds) {
        long whole = Math.max(0, seconds);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return whole / 60 + " min";
        }
        return whole < 86_400 ? two(whole / 3600, "h", whole % 3600 / 60, "min")
                : two(whole / 86_400, "d", whole % 86_400 / 3600, "h");
    }

    private static String two(long large, String unit, long small, String smallUnit) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }
}
