package io.anivia.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetMembersTest {

    private static final Duration SILENT_FOR = Duration.ofMinutes(10);
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final FleetMembers members = new FleetMembers(SILENT_FOR, now::get);

    @Test
    void oneThatIsNotHeardOfIsShownForAWhileAndNotWaitedFor() {
        members.saidHello(process("a", 1), null);
        members.saidHello(process("b", 1), null);
        pass(Duration.ofSeconds(30));
        members.heardOf(process("b", 2));
        assertThat(members.responsive()).containsExactlyInAnyOrder("a", "b");

        now.incrementAndGet();
        assertThat(members.responsive()).containsExactly("b");
        assertThat(members.ids()).containsExactlyInAnyOrder("a", "b");

        pass(SILENT_FOR.minusSeconds(30));
        assertThat(members.ids()).containsExactly("b");
        assertThat(members.described(Set.of("a", "b"))).containsExactly(process("b", 2));
    }

    @Test
    void oneThatSaysHelloSeldomIsRememberedForLonger() {
        members.saidHello(process("a", 1), Duration.ofSeconds(300));
        members.saidHello(process("former", 1), null);
        members.saidHello(process("b", 1), Duration.ofSeconds(-1));
        // An answer does not say how often.
        members.heardOf(process("a", 1));
        pass(Duration.ofSeconds(900));

        assertThat(members.responsive()).containsExactly("a");
        assertThat(members.ids()).containsExactly("a");
        assertThat(members.longestInterval()).isEqualTo(Duration.ofSeconds(300));

        now.incrementAndGet();
        assertThat(members.ids()).isEmpty();
    }

    @Test
    void thereIsAnEndToAnInterval() {
        members.saidHello(process("a", 1), Duration.ofSeconds(Integer.MAX_VALUE));

        assertThat(members.longestInterval()).isEqualTo(Duration.ofSeconds(400));
    }

    @Test
    void oneThatDidNotAnswerIsWaitedForAgainOnceItIsHeardOf() {
        members.saidHello(process("a", 1), null);
        long askedAt = now.incrementAndGet();
        members.didNotAnswer(List.of("a", "unknown"), askedAt);
        assertThat(members.responsive()).isEmpty();
        assertThat(members.ids()).containsExactly("a");

        now.incrementAndGet();
        members.saidHello(process("a", 1), null);
        assertThat(members.responsive()).containsExactly("a");

        members.didNotAnswer(List.of("a"), askedAt);
        assertThat(members.responsive()).as("heard of after the question").containsExactly("a");
    }

    @Test
    void oneThatAnswersTooLateIsWaitedForAgain() {
        members.saidHello(process("a", 1), Duration.ofSeconds(300));
        members.didNotAnswer(List.of("a"), now.incrementAndGet());

        members.answeredLate("a");
        members.answeredLate("unknown");

        assertThat(members.responsive()).containsExactly("a");
        assertThat(members.ids()).containsExactly("a");
        assertThat(members.longestInterval()).isEqualTo(Duration.ofSeconds(300));
    }

    @Test
    void oneThatLeavesIsForgottenAtOnceWhateverIsUnderWay() {
        members.heardOf(process("a", 1));
        members.left("a");
        members.left("unknown");
        members.heardOf(process("a", 1));
        members.saidHello(process("a", 1), null);

        assertThat(members.ids()).isEmpty();
        assertThat(members.described(List.of("a"))).isEmpty();
    }

    @Test
    void aForgedGoodbyeDoesNotLast() {
        members.heardOf(process("a", 1));
        members.left("a");
        pass(FleetMembers.GONE.plusNanos(1));
        members.saidHello(process("a", 1), null);

        assertThat(members.ids()).containsExactly("a");
    }

    /** However many there are, a process receives at most five hellos a second. */
    @ParameterizedTest
    @CsvSource({"0,10", "1,10", "50,10", "54,10", "55,11", "100,20", "1000,200", "5000,400"})
    void theMoreThereAreTheLessOftenTheySayHello(int others, int seconds) {
        IntStream.range(0, others).forEach(i -> members.heardOf(process("p" + i, i)));

        assertThat(members.helloInterval()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void nothingIsKeptOfAMessageButWhatDescribesAProcess() {
        String large = "x".repeat(1 << 20);
        members.heardOf(process("a", 1).put("pad", large).put("host", large).put("roles", new JsonArray().add(large)
                .add(7).add("elmer").add("a").add("b").add("c").add("d")).put("version", new JsonObject()));
        members.heardOf(process(large, 1));
        members.heardOf(new JsonObject().put("id", 7));

        assertThat(members.described(members.ids())).containsExactly(new JsonObject().put("id", "a").putNull("host")
                .putNull("version").put("startedAt", "now")
                .put("roles", new JsonArray().add("elmer").add("a").add("b")));
    }

    @Test
    void thereIsAnEndToThem() {
        IntStream.range(0, 5000).forEach(i -> members.heardOf(process("p" + i, i)));

        assertThat(members.ids()).hasSize(2000).contains("p0");
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static JsonObject process(String id, int n) {
        return new JsonObject().put("id", id).put("host", "h").put("version", "0." + n).put("startedAt", "now")
                .put("roles", new JsonArray().add("elmer"));
    }
}
