package io.anivia.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.anivia.broker.consume.AckHandle;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.FailureHeaders;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.Queues;
import org.junit.jupiter.api.Test;

class ReplaySourceTest {

    private static final Map<String, Object> OF_PAYLOAD = Map.of(MessageHeaders.RECEIPT, "r",
            MessageHeaders.RECEIVED_AT, 1L, MessageHeaders.SOURCE, "segment", MessageHeaders.ADDRESS, "192.0.2.7",
            MessageHeaders.KEY, "ios", MessageHeaders.REQUEST, "{\"path\":\"/v1/batch\"}");

    @Test
    void aRejectedPayloadIsReadAnewByItsSourceUnderItsReceipt() {
        OutboundMessage replayed = ReplaySource.rejected(Queues.collected(1)).replayed(rejected(Map.of()), "job");

        assertThat(replayed.routingKey()).isEqualTo("anivia.collected");
        Map<String, Object> expected = new HashMap<>(OF_PAYLOAD);
        expected.put(MessageHeaders.REPLAY, "job");
        assertThat(replayed.headers()).isEqualTo(expected);
    }

    @Test
    void aPartIsNotDecodedAgainAndHasAReceiptOfItsOwn() {
        OutboundMessage replayed = ReplaySource.rejected(Queues.collected(1)).replayed(rejected(Map.of(MessageHeaders.DECODED, "events",
                MessageHeaders.POSITION, 3, MessageHeaders.PARTS, 2)), "job");

        Map<String, Object> expected = new HashMap<>(OF_PAYLOAD);
        expected.put(MessageHeaders.REPLAY, "job");
        expected.put(MessageHeaders.RECEIPT, "r-3");
        expected.put(MessageHeaders.DECODED, "events");
        assertThat(replayed.headers()).isEqualTo(expected);
    }

    @Test
    void aPayloadGoesToTheShardOfTheReceiptThatItHasThen() {
        ReplaySource source = ReplaySource.rejected(Queues.collected(64));

        assertThat(source.replayed(rejected(Map.of()), "job").routingKey()).isEqualTo(Queues.collected(64).of("r"))
                .isNotEqualTo("anivia.collected");
        assertThat(source.replayed(rejected(Map.of(MessageHeaders.POSITION, 3)), "job").routingKey())
                .isEqualTo(Queues.collected(64).of("r-3")).isNotEqualTo("anivia.collected");
    }

    @Test
    void aListShowsTheSourceAndNeverTheAddress() {
        assertThat(view(OF_PAYLOAD)).contains("\"source\":\"segment\"").doesNotContain("192.0.2.7");
        // Before there were sources, the address stood in this place.
        assertThat(view(Map.of(MessageHeaders.RECEIPT, "r", MessageHeaders.SOURCE, "192.0.2.7")))
                .contains("\"source\":null").doesNotContain("192.0.2.7");
    }

    /** Of a message that the test never settles. */
    private record Unacknowledged() implements AckHandle {

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

    private static String view(Map<String, Object> headers) {
        return DeadLetterView.of(ReplaySource.rejected(Queues.collected(1)), message(headers)).redacted().encode();
    }

    private static Delivery rejected(Map<String, Object> more) {
        Map<String, Object> headers = new HashMap<>(OF_PAYLOAD);
        headers.putAll(FailureHeaders.headers("", "split", "a reason", 1));
        headers.putAll(more);
        headers.put("x-delivery-count", 1L);
        return message(headers);
    }

    private static Delivery message(Map<String, Object> headers) {
        return new Delivery(new Unacknowledged(), false, headers, "application/json", null,
                "{}".getBytes(StandardCharsets.UTF_8));
    }
}
