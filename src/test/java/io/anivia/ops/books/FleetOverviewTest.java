package io.anivia.ops.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.anivia.ops.fleet.FleetAnswer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class FleetOverviewTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final OverviewConfig BOUNDS = FleetVerdictTest.BOUNDS;

    private static FleetAnswer answer(String id, String startedAt, JsonObject result) {
        return new FleetAnswer(new JsonObject().put("id", id).put("host", id).put("startedAt", startedAt), result);
    }

    private static JsonObject destination(String name, String state, long queued, long inHand) {
        return new JsonObject().put("name", name).put("state", state).put("since", "2026-01-01T00:00:00.000Z")
                .put("queued", queued).put("inHand", inHand).put("dead", 3).put("inPerSecond", 1.5)
                .put("outPerSecond", 4.0).put("routed", 100).put("delivered", 60).put("filtered", 10)
                .put("filteredLater", 4).put("duplicates", 1).put("died", 12).put("replayed", 2)
                .put("unaccounted", 0).put("oldestSeconds", 5);
    }

    private static JsonObject books(JsonObject... destinations) {
        return new JsonObject().put("ready", true).put("accepted", 10).put("events", 100).put("rejected", 1)
                .put("broker", new JsonObject().put("ready", true).put("state", new JsonObject().put("publish", "up")))
                .put("destinations", new JsonArray(List.of(destinations)));
    }

    private static JsonObject overview(FleetAnswer... answers) {
        return FleetOverview.of(List.of(answers), List.of(), 0, NOW, BOUNDS);
    }

    private static JsonObject first(JsonObject overview) {
        return overview.getJsonArray("destinations").getJsonObject(0);
    }

    @Test
    void countsAreSummedAndTheQueueIsCountedOnce() {
        JsonObject overview = overview(
                answer("a", "2026-01-01T00:01:00.000Z", books(destination("splunk", "delivering", 40, 2))),
                answer("b", "2026-01-01T00:00:30.000Z", books(destination("splunk", "delivering", 38, 5))));
        assertThat(first(overview).getLong("backlog")).isEqualTo(47);
        assertThat(first(overview).getLong("dead")).isEqualTo(3);
        assertThat(first(overview).getLong("delivered")).isEqualTo(120);
        assertThat(first(overview).getDouble("outPerSecond")).isEqualTo(8.0);
        assertThat(first(overview).getLong("emptyInSeconds")).isEqualTo(9);
        assertThat(overview.getJsonObject("conservation")).isEqualTo(new JsonObject().put("accepted", 20)
                .put("events", 200).put("rejected", 2).put("routed", 200L).put("earlier", 0L).put("delivered", 122L)
                .put("filtered", 8L).put("dead", 20L).put("waiting", 47L).put("gone", 0L).put("unaccounted", 0L)
                .put("holds", true)
                .put("since", "2026-01-01T00:00:30.000Z").put("note", null));
    }

    @Test
    void whatWasRoutedBeforeTheProcessesStartedIsPartOfTheSum() {
        JsonObject sum = overview(answer("a", "2026-01-01T00:01:00.000Z",
                books(destination("splunk", "delivering", 1000, 0)))).getJsonObject("conservation");
        assertThat(sum.getLong("earlier")).isEqualTo(61 + 4 + 10 + 1000 - 100);
        assertThat(sum.getLong("gone")).isZero();
    }

    @Test
    void whatProcessesHaveCountedThatAreGoneIsPartOfTheSum() {
        JsonObject sum = overview(answer("a", "2026-01-01T00:01:00.000Z",
                books(destination("splunk", "delivering", 0, 0).put("routed", 5000)))).getJsonObject("conservation");
        assertThat(sum.getLong("gone")).isEqualTo(5000 - 61 - 4 - 10);
        assertThat(sum.getLong("earlier")).isZero();
    }

    @Test
    void theWorstStateCounts() {
        JsonObject suspended = destination("splunk", "suspended", 1, 0).put("reason", "HTTP 401")
                .put("since", "2026-01-01T00:05:00.000Z");
        JsonObject overview = overview(
                answer("a", "2026-01-01T00:00:00.000Z", books(destination("splunk", "delivering", 1, 0))),
                answer("b", "2026-01-01T00:00:00.000Z", books(suspended)));
        assertThat(first(overview).getString("state")).isEqualTo("suspended");
        assertThat(first(overview).getString("reason")).isEqualTo("HTTP 401");
        assertThat(first(overview).getString("since")).isEqualTo("2026-01-01T00:05:00.000Z");
        assertThat(first(overview).getJsonObject("states"))
                .isEqualTo(new JsonObject().put("delivering", 1L).put("suspended", 1L));
    }

    @Test
    void theWorstDestinationComesFirstThenTheOldest() {
        JsonObject overview = overview(answer("a", "2026-01-01T00:00:00.000Z", books(
                destination("sound", "delivering", 0, 0), destination("late", "delivering", 9, 0).put("oldestSeconds", 900),
                destination("later", "delivering", 9, 0).put("oldestSeconds", 901),
                destination("paused", "paused", 0, 0), destination("suspended", "suspended", 0, 0),
                destination("backing", "backing off", 0, 0))));
        assertThat(overview.getJsonArray("destinations").stream().map(each -> ((JsonObject) each).getString("name")))
                .containsExactly("suspended", "backing", "later", "late", "paused", "sound");
    }

    @Test
    void aSilentProcessIsShownAndNothingIsSaidToHold() {
        JsonObject overview = FleetOverview.of(
                List.of(answer("a", "2026-01-01T00:00:00.000Z", books(destination("splunk", "delivering", 0, 0)))),
                List.of(new JsonObject().put("id", "b").put("host", "b")), 0, NOW, BOUNDS);
        assertThat(overview.getJsonArray("processes").getJsonObject(1).getBoolean("silent")).isTrue();
        assertThat(overview.getJsonObject("conservation").getValue("holds")).isNull();
        assertThat(overview.getJsonObject("conservation").getString("note")).endsWith("do not answer: b");
    }

    @Test
    void someOfTheSilentProcessesAreNamed() {
        JsonObject sum = FleetOverview.of(
                List.of(answer("a", "2026-01-01T00:00:00.000Z", books(destination("splunk", "delivering", 0, 0)))),
                IntStream.range(0, 5).mapToObj(number -> new JsonObject().put("id", "b" + number)).toList(), 0, NOW,
                BOUNDS).getJsonObject("conservation");
        assertThat(sum.getValue("holds")).isNull();
        assertThat(sum.getString("note")).endsWith("do not answer: b0, b1, b2 and 2 more");
    }

    @Test
    void whatOneDestinationLacksIsNotMadeUpForByWhatAnotherHasTooMuch() {
        JsonObject overview = overview(answer("a", "2026-01-01T00:01:00.000Z", books(
                destination("splunk", "delivering", 0, 0).put("routed", 75 + 1000),
                destination("webhook", "delivering", 0, 0).put("routed", 75).put("delivered", 60 + 1000))));
        JsonObject sum = overview.getJsonObject("conservation");
        assertThat(sum.getLong("gone")).isEqualTo(1000);
        assertThat(sum.getLong("earlier")).isEqualTo(1000);
        assertThat(overview.getJsonArray("destinations").getJsonObject(1).getLong("earlier")).isEqualTo(1000);
    }

    @Test
    void nothingIsSaidToHoldIfAProcessCannotAnswer() {
        JsonObject overview = FleetOverview.of(
                List.of(answer("a", "2026-01-01T00:00:00.000Z", books(destination("splunk", "delivering", 0, 0)))),
                List.of(), 1, NOW, BOUNDS);
        assertThat(overview.getJsonObject("conservation").getValue("holds")).isNull();
        assertThat(overview().getJsonObject("conservation").getValue("holds")).isNull();
    }

    @Test
    void whatIsUnaccountedForIsNotHiddenByASilentProcess() {
        JsonObject overview = FleetOverview.of(List.of(answer("a", "2026-01-01T00:00:00.000Z",
                books(destination("splunk", "delivering", 0, 0).put("unaccounted", 2)))),
                List.of(new JsonObject().put("id", "b")), 0, NOW, BOUNDS);
        assertThat(overview.getJsonObject("conservation").getBoolean("holds")).isFalse();
    }

    @Test
    void aBrokerThatDoesNotCountLeavesTheBacklogOpen() {
        JsonObject overview = overview(answer("a", "2026-01-01T00:00:00.000Z",
                books(destination("splunk", "delivering", 0, 4).putNull("queued"))));
        assertThat(first(overview).getValue("backlog")).isNull();
        assertThat(overview.getJsonObject("conservation").getValue("waiting")).isNull();
        assertThat(overview.getJsonObject("conservation").getValue("holds")).isNull();
    }

    @Test
    void aPauseIsSinceTheOperatorPaused() {
        JsonObject paused = destination("splunk", "paused", 0, 0).put("since", "2026-01-01T00:09:00.000Z").put("paused",
                new JsonObject().put("by", "ann").put("at", "2026-01-01T00:02:00.000Z").put("reason", "move"));
        assertThat(first(overview(answer("a", "2026-01-01T00:00:00.000Z", books(paused)))).getString("since"))
                .isEqualTo("2026-01-01T00:02:00.000Z");
    }

    @Test
    void noProcessAndOneOfAnotherVersionAreShownToo() {
        assertThat(overview().getJsonArray("destinations")).isEmpty();
        JsonObject odd = new JsonObject().put("destinations", new JsonArray().add("text").add(new JsonObject()
                .put("name", "splunk"))).put("sources", 7).put("journal", new JsonObject()).put("broker", "up");
        JsonObject overview = overview(answer("a", "2026-01-01T00:00:00.000Z", odd));
        assertThat(first(overview).getString("name")).isEqualTo("splunk");
        assertThat(first(overview).getLong("delivered")).isZero();
        assertThat(overview.getJsonObject("broker").getBoolean("ready")).isFalse();
    }

    @Test
    void fortyDestinationsOfThreeProcessesAreForty() {
        List<FleetAnswer> answers = new ArrayList<>();
        for (String id : List.of("a", "b", "c")) {
            answers.add(answer(id, "2026-01-01T00:00:00.000Z", books(IntStream.range(0, 40)
                    .mapToObj(number -> destination("d" + number, "delivering", 1, 0)).toArray(JsonObject[]::new))));
        }
        JsonObject overview = FleetOverview.of(answers, List.of(), 0, NOW, BOUNDS);
        assertThat(overview.getJsonArray("destinations")).hasSize(40);
        assertThat(overview.getJsonObject("conservation").getLong("waiting")).isEqualTo(40);
    }

    @Test
    void sourcesAndJournalsAreJoined() {
        JsonObject source = new JsonObject().put("name", "events").put("accepted", 4).put("perSecond", 0.5)
                .put("clients", new JsonArray().add(
                        new JsonObject().put("name", "curl 8.1").put("count", 4))).put("answers", new JsonObject().put("202", 4)).put("lastSeen", "2026-01-01T00:01:00.000Z");
        JsonObject one = books().put("sources", new JsonArray().add(source)).put("journal", new JsonArray()
                .add(new JsonObject().put("at", "2026-01-01T00:01:00.000Z").put("text", "first")));
        JsonObject other = books().put("sources", new JsonArray().add(source.copy().put("lastSeen",
                "2026-01-01T00:02:00.000Z"))).put("journal", new JsonArray()
                .add(new JsonObject().put("at", "2026-01-01T00:02:00.000Z").put("text", "second")));
        JsonObject overview = overview(answer("a", "2026-01-01T00:00:00.000Z", one),
                answer("b", "2026-01-01T00:00:00.000Z", other));
        assertThat(overview.getJsonArray("sources")).isEqualTo(new JsonArray().add(new JsonObject().put("name", "events")
                .put("accepted", 8).put("rejected", 0).put("events", 0).put("perSecond", 1.0)
                .put("answers", new JsonObject().put("202", 8))
                .put("clients", new JsonArray().add(new JsonObject().put("name", "curl 8.1").put("count", 8))).put("lastSeen", "2026-01-01T00:02:00.000Z")));
        assertThat(overview.getJsonArray("journal").getJsonObject(0)).isEqualTo(new JsonObject()
                .put("at", "2026-01-01T00:02:00.000Z").put("text", "second").put("process", "b"));
    }

    @Test
    void minutesOfSeveralProcessesAreAddedUp() {
        JsonObject minute = new JsonObject().put("at", "2026-01-01T00:01:00Z").put("in", 5).put("out", 4).put("failed", 1)
                .put("oldestSeconds", 3).put("queued", 7).put("inHand", 2);
        JsonObject row = new JsonObject().put("minutes", new JsonArray().add(minute));
        assertThat(FleetOverview.minutes(List.of(row, row))).isEqualTo(new JsonArray().add(new JsonObject()
                .put("at", "2026-01-01T00:01:00Z").put("in", 10L).put("out", 8L).put("failed", 2L)
                .put("oldestSeconds", 3L).put("backlog", 11L).put("running", false)));
    }
}
