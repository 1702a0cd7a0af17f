package io.anivia.ops.input;

import static io.anivia.ops.fleet.FleetJson.decimal;
import static io.anivia.ops.fleet.FleetJson.number;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

import io.anivia.ops.fleet.FleetJson;
import io.anivia.source.counts.InputCounts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Makes one view of what several processes have read, perhaps of other versions. The most frequent comes first. */
final class InputMerge {

    private static final List<String> CLOCKS = List.of("device", "sent-at", "received");
    private static final int MAX_ROWS = 200;
    private static final int MAX_SAMPLES = 5;

    private InputMerge() {
    }

    static JsonObject merge(List<JsonObject> answers) {
        return new JsonObject()
                .put("keys", rows(answers, "keys", "accepted", row -> String.valueOf(row.getValue("name")),
                        (one, other) -> sum(one, other, "accepted").put("perSecond",
                                decimal(one.getValue("perSecond")) + decimal(other.getValue("perSecond"))),
                        row -> row.put("perSecond", Math.round(decimal(row.getValue("perSecond")) * 100) / 100.0)))
                .put("rejected", rows(answers, "rejected", "count",
                        row -> InputCounts.kindOf(String.valueOf(row.getValue("reason"))), InputMerge::sumOfRejected,
                        row -> row.put("first", time(row.getValue("first"))).put("last", time(row.getValue("last")))))
                .put("clocks", clocks(answers))
                .put("warnings", rows(answers, "warnings", "count", row -> String.valueOf(row.getValue("text")),
                        (one, other) -> sum(one, other, "count"), Function.identity()))
                .put("schemas", rows(answers, "schemas", "violations", row -> String.valueOf(row.getValue("schema")),
                        (one, other) -> sum(one, other, "violations"), Function.identity()));
    }

    /**
     * Rows of all processes, one for each key.
     *
     * @param list   where the rows are in an answer
     * @param count  of a row, by which they are put in order
     * @param key    what is the same in rows to be added up
     * @param shown  what is made of a sum at the end
     */
    private static JsonArray rows(List<JsonObject> answers, String list, String count,
            Function<JsonObject, String> key, BinaryOperator<JsonObject> sum, Function<JsonObject, JsonObject> shown) {
        Map<String, JsonObject> sums = new HashMap<>();
        for (JsonObject answer : answers) {
            FleetJson.rows(answer, list).forEach(row -> sums.merge(key.apply(row), row.copy(), sum));
        }
        List<JsonObject> sorted = new ArrayList<>(sums.values());
        sorted.sort(Comparator.comparingLong((JsonObject row) -> number(row.getValue(count))).reversed());
        return new JsonArray(sorted.stream().limit(MAX_ROWS).map(shown).toList());
    }

    private static JsonObject sum(JsonObject one, JsonObject other, String name) {
        return one.put(name, number(one.getValue(name)) + number(other.getValue(name)));
    }

    private static JsonObject sumOfRejected(JsonObject one, JsonObject other) {
        boolean isOtherLater = number(other.getValue("last")) > number(one.getValue("last"));
        JsonObject later = isOtherLater ? other : one;
        JsonArray samples = new JsonArray();
        for (JsonObject each : List.of(later, isOtherLater ? one : other)) {
            for (Object sample : each.getValue("samples") instanceof JsonArray all ? all : new JsonArray()) {
                if (samples.size() < MAX_SAMPLES) {
                    samples.add(sample);
                }
            }
        }
        return new JsonObject().put("reason", later.getValue("reason"))
                .put("count", number(one.getValue("count")) + number(other.getValue("count")))
                .put("first", Math.min(number(one.getValue("first")), number(other.getValue("first"))))
                .put("last", number(later.getValue("last"))).put("samples", samples);
    }

    private static JsonObject clocks(List<JsonObject> answers) {
        JsonObject sums = new JsonObject();
        for (String clock : CLOCKS) {
            sums.put(clock, answers.stream().mapToLong(answer ->
                    number(FleetJson.object(answer, "clocks").getValue(clock))).sum());
        }
        return sums;
    }

    private static @Nullable String time(@Nullable Object millis) {
        return number(millis) == 0 ? null : Instant.ofEpochMilli(number(millis)).toString();
    }
}
