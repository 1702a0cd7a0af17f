package io.anivia.ops.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.anivia.ops.fleet.FleetAnswer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class MissingBooksTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final MissingBooks missing = new MissingBooks();

    private static FleetAnswer answer(String id, Instant startedAt) {
        return new FleetAnswer(new JsonObject().put("id", id).put("startedAt", startedAt.toString()), new JsonObject());
    }

    private static JsonObject silent(String id) {
        return new JsonObject().put("id", id).put("startedAt", START.toString());
    }

    /** The ids of those that are missing when these have answered. */
    private List<String> after(int seconds, List<String> answering, String... silent) {
        return update(seconds, answering.stream().map(id -> answer(id, START)).toList(), silent);
    }

    private List<String> update(int seconds, List<FleetAnswer> answers, String... silent) {
        return missing.update(answers, Stream.of(silent).map(MissingBooksTest::silent).toList(),
                START.plusSeconds(seconds)).stream().map(each -> each.getString("id")).toList();
    }

    @Test
    void aProcessThatDoesNotAnswerIsMissing() {
        assertThat(after(0, List.of("a", "b"))).isEmpty();
        assertThat(after(10, List.of("a"), "b")).containsExactly("b");
    }

    @Test
    void itIsMissingWhenTheFleetHasForgottenItToo() {
        after(0, List.of("a", "b"));
        after(20, List.of("a"), "b");
        assertThat(after(31, List.of("a"))).containsExactly("b");
        assertThat(after(3600, List.of("a"))).containsExactly("b");
    }

    @Test
    void itSaysWhenItAnsweredLast() {
        after(7, List.of("a", "b"));
        JsonObject b = missing.update(List.of(answer("a", START)), List.of(silent("b")), START.plusSeconds(20)).get(0);
        assertThat(b.getString("lastAnswer")).isEqualTo("2026-01-01T00:00:07Z");
        assertThat(b.getString("startedAt")).isEqualTo(START.toString());
    }

    @Test
    void oneThatHungAndAnswersAgainIsNotMissing() {
        after(0, List.of("a", "b"));
        after(20, List.of("a"), "b");
        after(60, List.of("a"));
        assertThat(after(70, List.of("a", "b"))).isEmpty();
    }

    @Test
    void oneThatHasStoppedInOrderIsNotMissing() {
        after(0, List.of("a", "b"));
        assertThat(after(10, List.of("a"))).isEmpty();
    }

    @Test
    void oneThatWasSlowToAnswerAndHasStoppedInOrderIsNotMissing() {
        after(0, List.of("a", "b"));
        after(10, List.of("a"), "b");
        assertThat(after(20, List.of("a"))).isEmpty();
    }

    @Test
    void itIsNotMissingToProcessesThatHaveAllBegunToCountAfterIt() {
        after(0, List.of("a", "b"));
        after(20, List.of("a"), "b");
        assertThat(after(40, List.of("a"))).containsExactly("b");
        List<FleetAnswer> younger = List.of(answer("a2", START.plusSeconds(50)), answer("c", START.plusSeconds(10)));
        assertThat(update(60, younger)).containsExactly("b");
        younger = List.of(answer("a2", START.plusSeconds(50)), answer("c2", START.plusSeconds(21)));
        assertThat(update(70, younger)).isEmpty();
    }

    @Test
    void aNewProcessIsToldByAnother() {
        JsonObject passedOn = silent("b").put("lastAnswer", START.plusSeconds(10).toString())
                .put("missingSince", START.plusSeconds(20).toString());
        FleetAnswer knowing = new FleetAnswer(answer("a", START).process(), new JsonObject().put("missing",
                new JsonArray().add(passedOn).add("odd").add(new JsonObject())));
        FleetAnswer fresh = answer("new", START.plusSeconds(30));
        assertThat(update(40, List.of(fresh, knowing))).containsExactly("b");
        assertThat(missing.toJson().getJsonObject(0)).isEqualTo(passedOn.put("lastAnswer", "2026-01-01T00:00:10Z")
                .put("missingSince", "2026-01-01T00:00:20Z"));
        assertThat(update(41, List.of(fresh, knowing, answer("b", START)))).isEmpty();
    }

    @Test
    void thereIsABound() {
        String[] many = IntStream.range(0, 2000).mapToObj(number -> "p" + number).toArray(String[]::new);
        assertThat(after(0, List.of("a"), many)).hasSizeLessThanOrEqualTo(1000);
        assertThat(missing.toJson().size()).isLessThanOrEqualTo(20);
    }
}
