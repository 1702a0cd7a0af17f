package io.anivia.broker.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.anivia.broker.batch.BatchingPolicy;
import io.anivia.broker.connection.BrokerException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InFlightWindowTest {

    private static final BrokerException LOST = new BrokerException.Unavailable("lost", null);

    private final InFlightWindow inFlight = new InFlightWindow(new PublisherLimits(3, 100, Duration.ofSeconds(1), false, true), BatchingPolicy.NONE);
    private final List<String> told = new ArrayList<>();

    @Test
    void boundsMessages() {
        add("1", 1);
        add("2", 1);
        assertThat(inFlight.hasRoomFor(1)).isTrue();
        add("3", 1);
        assertThat(inFlight.hasRoomFor(1)).isFalse();
    }

    @Test
    void boundsBytesButLetsALargerMessagePassAlone() {
        assertThat(inFlight.hasRoomFor(1000)).isTrue();
        add("1", 60);
        assertThat(inFlight.hasRoomFor(40)).isTrue();
        assertThat(inFlight.hasRoomFor(41)).isFalse();
    }

    @Test
    void makesRoomWhenTheBrokerHasAnswered() {
        add("1", 60);
        add("2", 40);
        write();
        tell(inFlight.answered(1, false, pending -> null));
        assertThat(inFlight.messages()).isEqualTo(1);
        assertThat(inFlight.bytes()).isEqualTo(40);
        assertThat(told).containsExactly("1: null");
    }

    @Test
    void aReturnedMessageFailsThoughItIsConfirmed() {
        add("1", 1);
        add("2", 1);
        write();
        inFlight.returned(1, new BrokerException.Unroutable("nowhere"));
        tell(inFlight.answered(2, true, pending -> null));
        assertThat(told).containsExactly("1: Unroutable", "2: null");
    }

    @Test
    void whatIsGivenUpIsToldOnceAndCountsUntilTheBrokerAnswers() {
        add("1", 1, 10);
        add("2", 1, 20);
        write();
        tell(inFlight.expire(15));
        tell(inFlight.expire(16));
        assertThat(told).containsExactly("1: ConfirmTimeout");
        assertThat(inFlight.messages()).isEqualTo(2);
        assertThat(inFlight.pendingCallbacks()).isEqualTo(1);
        tell(inFlight.answered(2, true, pending -> null));
        assertThat(told).containsExactly("1: ConfirmTimeout", "2: null");
        assertThat(inFlight.messages()).isZero();
        assertThat(inFlight.pendingCallbacks()).isZero();
    }

    @Test
    void expiresBehindOneThatHasMoreTime() {
        add("1", 1, 20);
        write();
        add("2", 1, 30);
        add("3", 1, 10);
        tell(inFlight.expire(15));
        assertThat(told).containsExactly("3: ConfirmTimeout");
        assertThat(inFlight.messages()).as("an unwritten message no longer counts").isEqualTo(2);
    }

    @Test
    void failsEverythingWithItsChannelAndBeginsAnew() {
        add("1", 1);
        write();
        add("2", 1);
        tell(inFlight.failAll(LOST));
        assertThat(told).containsExactly("1: Unavailable", "2: Unavailable");
        assertThat(inFlight.messages()).isZero();
        assertThat(inFlight.bytes()).isZero();
        add("3", 1);
        assertThat(inFlight.takeUnwritten(10, 0, new ArrayList<>())).isEqualTo(OutstandingConfirms.FIRST);
    }

    @Test
    void aBlockedBrokerFailsOnlyWhatIsNotWritten() {
        add("1", 1);
        write();
        add("2", 1);
        tell(inFlight.failUnwritten(LOST));
        assertThat(told).containsExactly("2: Unavailable");
        assertThat(inFlight.messages()).isEqualTo(1);
    }

    @Test
    void takesInOrderAndNoMoreThanAsked() {
        add("1", 1);
        add("2", 1);
        add("3", 1);
        List<List<OutboundMessage>> first = new ArrayList<>();
        assertThat(inFlight.takeUnwritten(2, 0, first)).isEqualTo(1);
        List<List<OutboundMessage>> second = new ArrayList<>();
        assertThat(inFlight.takeUnwritten(2, 0, second)).isEqualTo(3);
        assertThat(first).flatExtracting(each -> each).extracting(OutboundMessage::routingKey).containsExactly("1", "2");
        assertThat(second).flatExtracting(each -> each).extracting(OutboundMessage::routingKey).containsExactly("3");
        assertThat(inFlight.hasUnwritten()).isFalse();
    }

    @Test
    void thosePackedTogetherSettleTogether() {
        InFlightWindow batched = new InFlightWindow(new PublisherLimits(9, 100, Duration.ofSeconds(1), false, true),
                new BatchingPolicy(2, 100, Duration.ZERO));
        for (int i = 1; i <= 5; i++) {
            batched.add(pending("q", "m" + i, 1, i == 2 ? 10 : 1000), 0);
        }
        assertThat(batched.takeUnwritten(2, 0, new ArrayList<>())).isEqualTo(1);
        assertThat(batched.takeUnwritten(2, 0, new ArrayList<>())).isEqualTo(3);
        tell(batched.expire(15));
        batched.returned(2, new BrokerException.Unroutable("nowhere"));
        tell(batched.answered(3, true, pending -> null));
        assertThat(told).containsExactly("m2: ConfirmTimeout", "m1: null", "m3: Unroutable", "m4: Unroutable",
                "m5: null");
        assertThat(batched.messages()).isZero();
        assertThat(batched.bytes()).isZero();
    }

    private void add(String name, int bytes) {
        add(name, bytes, Long.MAX_VALUE / 2);
    }

    private void add(String name, int bytes, long deadline) {
        inFlight.add(pending(name, name, bytes, deadline), 0);
    }

    private OutstandingMessage pending(String queue, String name, int bytes, long deadline) {
        return new OutstandingMessage(OutboundMessage.json(queue, Map.of(), new byte[bytes]).batchable(),
                failure -> told.add(name + ": " + nameOf(failure)), deadline);
    }

    private static @Nullable String nameOf(@Nullable BrokerException failure) {
        return failure == null ? null : failure.getClass().getSimpleName();
    }

    private void write() {
        inFlight.takeUnwritten(Integer.MAX_VALUE, 0, new ArrayList<>());
    }

    private static void tell(List<InFlightWindow.Completion> settled) {
        settled.forEach(InFlightWindow.Completion::tell);
    }
}
