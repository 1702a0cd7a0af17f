package io.anivia.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.anivia.ops.admin.HttpProblem;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCollectionTest {

    private static final Set<String> BOTH = Set.of("a", "b");

    private final AnswerCollection answers = new AnswerCollection();
    private final List<String> unreadable = new ArrayList<>();
    private final List<String> answered = new ArrayList<>();

    @Test
    void endsOnceAllHaveAnswered() throws Exception {
        offer("b", 1);
        offer("a", 2);
        offer("c", 3);

        collect(BOTH, true, Duration.ofDays(1));

        assertThat(answers.messages().keySet()).containsExactly("b", "a");
    }

    @Test
    void othersAreWaitedForWhileNotAllAreKnown() throws Exception {
        offer("b", 1);
        offer("a", 2);
        offer("c", 3);

        collect(BOTH, false, Duration.ofMillis(20));

        assertThat(answers.messages().keySet()).containsExactly("b", "a", "c");
        assertThat(answered).containsExactly("b", "a", "c");
    }

    @Test
    void endsWhenTheTimeIsOver() throws Exception {
        offer("a", 1);

        collect(BOTH, true, Duration.ZERO);

        assertThat(answers.messages().keySet()).containsExactly("a");
    }

    @Test
    void oneThatDidNotAnswerBeforeIsNotWaitedForWithoutEnd() throws Exception {
        offer("a", 1);

        collect(Set.of("a"), Set.of("a", "b"), true, Duration.ofDays(1), Duration.ofMillis(20));

        assertThat(answers.messages().keySet()).containsExactly("a");
    }

    @Test
    void oneThatDidNotAnswerBeforeMayDoSo() throws Exception {
        offer("a", 1);
        offer("b", 2);

        collect(Set.of("a"), Set.of("b"), true, Duration.ofDays(1), Duration.ofDays(1));

        assertThat(answers.messages().keySet()).containsExactly("a", "b");
    }

    @Test
    void theFirstAnswerOfAProcessCounts() throws Exception {
        offer("a", 1);
        offer("a", 2);
        offer("b", 3);

        collect(BOTH, true, Duration.ofDays(1));

        assertThat(answers.messages().get("a").getJsonObject("result")).isEqualTo(new JsonObject().put("n", 1));
    }

    @Test
    void aProblemIsAnAnswer() throws Exception {
        answers.offer(FleetMessages.problem(new JsonObject().put("id", "a"), new HttpProblem(409, "no")));

        collect(Set.of("a"), true, Duration.ofDays(1));

        assertThat(answers.messages().get("a").getJsonObject("problem"))
                .isEqualTo(new JsonObject().put("status", 409).put("detail", "no"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{}", "{\"v\":2,\"process\":{\"id\":\"b\"},\"result\":{}}",
            "{\"v\":1,\"process\":{\"id\":7},\"result\":{}}", "{\"v\":1,\"process\":\"b\",\"result\":{}}",
            "{\"v\":1,\"process\":{\"id\":\"b\"},\"result\":7}", "{\"v\":1,\"process\":{\"id\":\"b\"}}",
            "{\"v\":1,\"process\":{\"id\":\"b\"},\"problem\":{\"status\":\"x\"}}"})
    void whatIsUnreadableIsPassedOver(String message) throws Exception {
        answers.offer(message.getBytes(StandardCharsets.UTF_8));
        offer("a", 1);

        collect(Set.of("a"), true, Duration.ofDays(1));

        assertThat(unreadable).hasSize(1);
        assertThat(answers.messages().keySet()).containsExactly("a");
    }

    @Test
    void whatIsInMemoryIsBounded() {
        byte[] large = new byte[FleetMessages.MAX_BYTES];
        int taken = 0;
        while (answers.offer(large)) {
            taken++;
        }
        assertThat(taken).isEqualTo((int) (AnswerCollection.MAX_BYTES / large.length));

        AnswerCollection others = new AnswerCollection();
        taken = 0;
        while (others.offer(new byte[1])) {
            taken++;
        }
        assertThat(taken).isEqualTo(AnswerCollection.MAX_ANSWERS);
    }

    @Test
    void anAnswerThatIsTooLargeIsAProblem() throws Exception {
        byte[] answer = FleetMessages.answer(new JsonObject().put("id", "a"),
                new JsonObject().put("text", "x".repeat(FleetMessages.MAX_BYTES)));

        assertThat(FleetMessages.readAnswer(answer).getJsonObject("problem").getInteger("status")).isEqualTo(500);
    }

    private void offer(String process, int n) {
        answers.offer(FleetMessages.answer(new JsonObject().put("id", process), new JsonObject().put("n", n)));
    }

    private void collect(Set<String> expected, boolean isComplete, Duration timeout) throws InterruptedException {
        collect(expected, Set.of(), isComplete, timeout, Duration.ZERO);
    }

    private void collect(Set<String> expected, Set<String> others, boolean isComplete, Duration timeout, Duration grace)
            throws InterruptedException {
        answers.collect(expected, others, isComplete, System.nanoTime() + timeout.toNanos(), grace.toNanos(),
                new AnswerCollection.AnswerListener() {
                    @Override
                    public void unreadable(String why) {
                        unreadable.add(why);
                    }

                    @Override
                    public void answered(JsonObject process) {
                        answered.add(process.getString("id"));
                    }
                });
    }
}
