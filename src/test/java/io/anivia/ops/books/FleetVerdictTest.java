package io.anivia.ops.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.anivia.ops.fleet.FleetAnswer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FleetVerdictTest {

    static final OverviewConfig BOUNDS = new OverviewConfig() {
        @Override
        public Duration late() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration hanging() {
            return Duration.ofSeconds(15);
        }
    };
    private static final Instant NOW = Instant.parse("2026-01-01T00:12:00Z");

    private static JsonObject sound(String name) {
        return new JsonObject().put("name", name).put("state", "delivering").put("since", "2026-01-01T00:00:00.000Z")
                .put("queued", 0).put("inHand", 0).put("dead", 0).put("oldestSeconds", 0).put("unaccounted", 0);
    }

    private static JsonObject books(JsonObject... destinations) {
        return new JsonObject().put("ready", true).put("broker", new JsonObject().put("ready", true))
                .put("destinations", new JsonArray(List.of(destinations)));
    }

    private static JsonObject overview(JsonObject... books) {
        return FleetOverview.of(Stream.iterate(0, id -> id + 1).limit(books.length).map(id -> new FleetAnswer(
                new JsonObject().put("id", "p" + id), books[id])).toList(), List.of(), 0, NOW, BOUNDS);
    }

    private static JsonObject verdict(JsonObject... books) {
        return overview(books).getJsonObject("verdict");
    }

    private static List<String> members(JsonObject verdict, String name) {
        return verdict.getJsonArray("findings").stream().map(each -> ((JsonObject) each).getString(name)).toList();
    }

    /** The table in the documentation of the class, row by row. */
    static Stream<Arguments> findings() {
        JsonObject pause = new JsonObject().put("by", "mara").put("at", "2026-01-01T00:10:00.000Z").put("reason", "moving");
        return Stream.of(
                arguments("broker-away", "bad", books().put("broker", new JsonObject().put("ready", false)
                        .put("since", "2026-01-01T00:05:00.000Z")), "The broker has been out of reach for 7 min: nothing"
                        + " is delivered until it is back, and only what this process knows itself is shown."),
                arguments("broker-blocked", "bad", books().put("broker", new JsonObject().put("ready", true)
                        .put("blocked", true)), "The broker takes nothing in: an alarm of its memory or disk blocks all"
                        + " publishers."),
                arguments("unaccounted", "bad", books(sound("d").put("unaccounted", 2)),
                        "2 events cannot be accounted for."),
                arguments("suspended", "bad", books(sound("d").put("state", "suspended").put("queued", 18_204)
                        .put("oldestSeconds", 700).put("reason", "splunk answered HTTP 403, code 4 (invalid token)")),
                        "has been suspended for 12 min: HTTP 403 Forbidden, invalid token. 18,204 events wait, the oldest"
                                + " for 11 min."),
                arguments("refused", "bad", books(sound("d").put("refusing", "it is full")),
                        "is refused by the broker: it is full. No event waits for it."),
                arguments("backing-off", "warn", books(sound("d").put("state", "backing off")
                        .put("reason", "ConnectException: Connection refused").put("diedLately", 3).put("dead", 9)),
                        "has been backing off for 12 min: connection refused. No event waits for it. 3 new dead letters"
                                + " within 5 minutes."),
                arguments("hanging", "warn", books(sound("d").put("underWaySeconds", 16).put("inHand", 1)
                        .put("oldestSeconds", 17)), "hangs: a delivery has been under way for 16 s without an answer."
                        + " 1 event waits, the oldest for 17 s."),
                arguments("late", "warn", books(sound("d").put("oldestSeconds", 301).putNull("queued")),
                        "is late. How many events wait is not known."),
                arguments("dying", "warn", books(sound("d").put("diedLately", 12).put("dead", 1)
                        .put("lastFailure", new JsonObject().put("at", "").put("words", "HTTP 422 Unprocessable Content"))),
                        "has 1 new dead letter within 5 minutes, the last failure: HTTP 422 Unprocessable Content. No event waits for it."),
                arguments("spool-filling", "bad", books().put("spool", new JsonObject().put("bytes", 81).put("maxBytes",
                        100)), "The spool is filling: 81 % of its bound."),
                arguments("not-ready", "warn", books().put("ready", false).put("problem", "no routes"),
                        "The process p0 is not ready: no routes."),
                arguments("other-routes", "warn", books().put("routesDiffer", "web is new"),
                        "The process p0 has other route files than the rest: web is new."),
                arguments("rejecting", "warn", books().put("rejectedLately", 1).put("acceptedLately", 99),
                        "1 payload was rejected within 5 minutes, 1 % of what came in."),
                arguments("paused", "held", books(sound("d").put("state", "paused").put("paused", pause)
                        .put("oldestSeconds", 9000).put("underWaySeconds", 99)),
                        "has been paused for 2 min: moving, by mara. No event waits for it."));
    }

    @ParameterizedTest
    @MethodSource("findings")
    void whatNeedsAttentionIsSaid(String kind, String tone, JsonObject books, String text) {
        JsonObject verdict = verdict(books);
        assertThat(members(verdict, "kind")).containsExactly(kind);
        assertThat(members(verdict, "tone")).containsExactly(tone);
        assertThat(members(verdict, "text")).containsExactly(text);
        assertThat(verdict.getString("headline")).endsWith(" needs attention");
    }

    @Test
    void whatIsWithinItsBoundsIsWell() {
        JsonObject verdict = verdict(books(sound("d").put("underWaySeconds", 15).put("oldestSeconds", 300).put("dead", 7),
                sound("replayed").put("diedLately", 5)).put("rejectedLately", 1).put("acceptedLately", 100)
                .put("spool", new JsonObject().put("bytes", 80).put("maxBytes", 100)));
        assertThat(verdict).isEqualTo(new JsonObject().put("headline", "All is well, but for 7 dead letters")
                .put("findings", new JsonArray()));
        assertThat(verdict(books()).getString("headline")).isEqualTo("All is well");
    }

    @Test
    void theWorstComesFirstInTheOrderOfTheTable() {
        JsonObject all = books(sound("paused").put("state", "paused"), sound("dying").put("diedLately", 1).put("dead", 1),
                sound("late").put("oldestSeconds", 400), sound("later").put("oldestSeconds", 401),
                sound("hanging").put("underWaySeconds", 99), sound("backing").put("state", "backing off"),
                sound("refused").put("refusing", "full"), sound("suspended").put("state", "suspended").put("unaccounted", 1))
                .put("rejectedLately", 1).put("ready", false)
                .put("broker", new JsonObject().put("ready", false).put("blocked", true))
                .put("spool", new JsonObject().put("bytes", 9).put("maxBytes", 10));
        JsonObject verdict = verdict(all);
        assertThat(members(verdict, "kind")).containsExactly("broker-away", "broker-blocked", "unaccounted", "suspended",
                "refused", "backing-off", "hanging", "late", "late", "dying", "spool-filling", "not-ready", "rejecting",
                "paused");
        assertThat(members(verdict, "destination")).containsSubsequence("later", "late");
        assertThat(verdict.getString("headline")).isEqualTo("14 things need attention");
        assertThat(members(verdict, "kind").stream().distinct()).isSubsetOf(
                Arrays.stream(FleetVerdict.FindingKind.values()).map(FleetVerdict.FindingKind::key).toList());
    }

    @Test
    void oneThatIsSuspendedInSomeProcessesOnlySaysInHowMany() {
        JsonObject suspended = sound("d").put("state", "suspended").put("reason", "50 deliveries in a row were refused for"
                + " their events' sake, so that the route or the destination must be wrong: HTTP 400 Bad Request");
        assertThat(members(verdict(books(sound("d")), books(suspended)), "text")).containsExactly("has been suspended for"
                + " 12 min in 1 of 2 processes: 50 refusals in a row: HTTP 400 Bad Request. No event waits for it.");
    }

    @Test
    void whichProcessesAreSilentOrCannotAnswerIsSaid() {
        JsonObject verdict = FleetOverview.of(List.of(new FleetAnswer(new JsonObject().put("id", "a"), books())),
                List.of(new JsonObject().put("id", "b")), 2, NOW, BOUNDS).getJsonObject("verdict");
        assertThat(members(verdict, "text")).containsExactly("The process b does not answer.",
                "2 processes could not say what they know.");
        assertThat(members(verdict, "process")).containsExactly("b", null);
    }

    @Test
    void aBrokerThatSomeProcessesCannotReachIsNotSaidToBeAway() {
        JsonObject away = books().put("broker", new JsonObject().put("ready", false).put("since",
                "2026-01-01T00:11:30.000Z"));
        assertThat(members(verdict(books(), away), "text"))
                .containsExactly("The broker has been out of reach for 30 s for 1 of 2 processes.");
    }
}
