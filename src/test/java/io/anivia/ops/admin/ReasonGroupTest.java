package io.anivia.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.anivia.broker.consume.AckHandle;
import io.anivia.broker.consume.Delivery;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.QueueShards;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReasonGroupTest {

    private static final long T = 1_700_000_000_000L;
    private static final ReplaySource DEAD = new ReplaySource("partner", "anivia.dead.partner",
            QueueShards.one("anivia.to.partner"));

    @Test
    void lettersAreGroupedWithTypesTimesAndTheLastAnswerWithoutValues() {
        ReasonGroup group = new ReasonGroup("HTTP 422", "delivery", false, false, Instant.ofEpochMilli(T + 2));

        group.add(letter(T + 3, "order", "4111 is no card"));
        group.add(letter(T, "order", "older words"));
        group.add(letter(T + 1, null, null));

        assertThat(group.toJson()).isEqualTo(new JsonObject("""
                {"reason": "HTTP 422", "stage": "delivery", "answer": "… is no …", "count": 3,
                 "first": "2023-11-14T22:13:20Z", "last": "2023-11-14T22:13:20.003Z", "sinceLastReplay": 1,
                 "types": {"": 1, "order": 2}}"""));
    }

    @Test
    void theWordsAreShownAsTheyAreToThoseWhoMaySeeValues() {
        ReasonGroup group = new ReasonGroup("HTTP 422", "delivery", false, true, null);

        group.add(letter(T, "order", "4111 is no card"));

        assertThat(group.toJson().getString("answer")).isEqualTo("4111 is no card");
        assertThat(group.toJson().getValue("sinceLastReplay")).isNull();
    }

    @Test
    void typesAreBounded() {
        ReasonGroup group = new ReasonGroup("HTTP 422", "delivery", false, false, null);
        for (int i = 0; i < 100; i++) {
            group.add(letter(T, "type-" + i, null));
        }

        assertThat(group.toJson().getJsonObject("types")).hasSize(11);
        assertThat(group.toJson().getJsonObject("types").getLong("others")).isEqualTo(90);
    }

    @Test
    void rejectedPayloadsHaveSamplesWithoutValues() {
        ReasonGroup group = new ReasonGroup("no events", "split", true, false, null);
        for (int i = 0; i < 9; i++) {
            group.add(letter(T, "order", null));
        }

        assertThat(group.toJson().getJsonArray("samples")).hasSize(5).allSatisfy(sample ->
                assertThat(sample).isEqualTo(new JsonObject("""
                        {"receipt": "r", "source": "segment", "excerpt": {"type": "order", "card": "string"}}""")));
    }

    @Test
    void aFormerReasonThatQuotesTheEventIsShownWithoutAndFoundByBoth() {
        DeadLetterView letter = DeadLetterView.of(DEAD, message(T, "order", null, "step 'x': no number: 4111"));

        assertThat(letter.shownReason()).isEqualTo("…': no number: …");
        assertThat(letter.hasReason("…': no number: …")).isTrue();
        assertThat(letter.hasReason("step 'x': no number: 4111")).isTrue();
        assertThat(letter.hasReason("step 'x'")).isFalse();
        assertThat(letter.redacted().encode()).doesNotContain("4111");
    }

    @Test
    void aReasonInOwnWordsIsShownAsItIs() {
        assertThat(DeadLetterView.of(DEAD, message(T, "order", null, "step 'x': NumberFormatException",
                Map.of(MessageHeaders.OWN_WORDS, true))).shownReason()).isEqualTo("step 'x': NumberFormatException");
    }

    private static DeadLetterView letter(long failedAt, @Nullable String type, @Nullable String answer) {
        return DeadLetterView.of(DEAD, message(failedAt, type, answer, "HTTP 422"));
    }

    private static Delivery message(long failedAt, @Nullable String type, @Nullable String answer, String reason) {
        return message(failedAt, type, answer, reason, Map.of());
    }

    private static Delivery message(long failedAt, @Nullable String type, @Nullable String answer, String reason,
            Map<String, Object> others) {
        Map<String, Object> headers = new HashMap<>(others);
        headers.putAll(Map.of(MessageHeaders.FAILED_AT, failedAt,
                MessageHeaders.REASON, reason, MessageHeaders.STAGE, "delivery", MessageHeaders.DESTINATION, "partner",
                MessageHeaders.RECEIPT, "r", MessageHeaders.SOURCE, "segment", MessageHeaders.ADDRESS, "192.0.2.7"));
        if (answer != null) {
            headers.put(MessageHeaders.ANSWER, answer);
        }
        String json = (type == null ? "{" : "{\"type\": \"" + type + "\", ") + "\"card\": \"4111\"}";
        return new Delivery(new NoAckHandle(), false, headers, "application/json", null,
                json.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a message that is only looked at. */
    private record NoAckHandle() implements AckHandle {

        @Override
        public void ack() {
            throw new AssertionError("a look acknowledges nothing");
        }

        @Override
        public void requeue() {
            throw new AssertionError("a look gives nothing back");
        }

        @Override
        public boolean isLost() {
            return false;
        }
    }
}
