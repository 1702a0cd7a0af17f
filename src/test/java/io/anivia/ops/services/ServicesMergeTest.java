package io.anivia.ops.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ServicesMergeTest {

    @Test
    void processesAddUpAndTheWorstServiceIsFirst() {
        JsonObject merged = ServicesMerge.merge(List.of(
                answer(0, row("search", 100, 1), row("checkout", 10, 2)),
                answer(0, row("checkout", 10, 8), row("others", 1, 0))), 200);

        assertThat(merged).isEqualTo(new JsonObject("""
                {"services": [
                  {"name": "checkout", "perSecond": 2.0, "errorShare": 0.5, "events": 20, "errors": 10,
                   "lastSeen": "2023-11-14T22:13:20Z"},
                  {"name": "search", "perSecond": 1.0, "errorShare": 0.01, "events": 100, "errors": 1,
                   "lastSeen": "2023-11-14T22:13:20Z"},
                  {"name": "others", "perSecond": 1.0, "errorShare": 0.0, "events": 1, "errors": 0,
                   "lastSeen": "2023-11-14T22:13:20Z"}],
                 "more": 0}"""));
    }

    @Test
    void rowsBeyondTheMostAreAmongTheOthers() {
        JsonObject merged = ServicesMerge.merge(List.of(answer(3, row("a", 3, 0), row("b", 2, 0)),
                answer(0, row("c", 1, 0), row("others", 5, 0))), 2);

        assertThat(merged.getJsonArray("services")).extracting(row -> ((JsonObject) row).getString("name"))
                .containsExactly("a", "b", "others");
        assertThat(merged.getJsonArray("services").getJsonObject(2).getLong("events")).isEqualTo(6);
        assertThat(merged.getLong("more")).isEqualTo(4);
    }

    @Test
    void anOlderOrBrokenAnswerDoesNoHarm() {
        assertThat(ServicesMerge.merge(List.of(), 2).getJsonArray("services")).isEmpty();
        JsonObject merged = ServicesMerge.merge(List.of(new JsonObject(), new JsonObject().put("services", "none"),
                new JsonObject("{\"services\": [7, {}, {\"name\": \"a\"}, {\"name\": \"a\", \"events\": \"x\"}]}")), 2);

        assertThat(merged.getJsonArray("services")).containsExactly(new JsonObject("""
                {"name": "a", "perSecond": 0.0, "errorShare": null, "events": 0, "errors": 0, "lastSeen": null}"""));
    }

    private static JsonObject answer(int more, JsonObject... rows) {
        return new JsonObject().put("services", new JsonArray(List.of(rows))).put("more", more);
    }

    private static JsonObject row(String name, long events, long errors) {
        return new JsonObject().put("name", name).put("perSecond", 1.0).put("recentEvents", events)
                .put("recentErrors", errors).put("events", events).put("errors", errors)
                .put("lastSeen", 1_700_000_000_000L);
    }
}
