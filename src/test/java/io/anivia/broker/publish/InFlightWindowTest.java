package io.anivia.broker.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.anivia.broker.connection.BrokerException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InFlightWindowTest {

    private static final BrokerException LOST = new BrokerException.Unavailable("lost", null);

    private final InFlightWindow inFlight =
            new InFlightWindow(new PublisherLimits(3, 100, Duration.ofSeconds(1), false));
    private final List<String> called = new ArrayList<>();

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
        call(inFlight.answered(1, false, message -> null));
        assertThat(inFlight.messages()).isEqualTo(1);
        assertThat(inFlight.bytes()).isEqualTo(40);
        assertThat(called).containsExactly("1: null");
    }

    @Test
    void aReturnedMessageFailsThoughItIsConfirmed() {
        add("1", 1);
        add("2", 1);
        write();
        inFlight.returned(1, new BrokerException.Unroutable("nowhere"));
        call(inFlight.answered(2, true, message -> null));
        assertThat(called).containsExactly("1: Unroutable", "2: null");
    }

    @Test
    void whatIsGivenUpIsCalledOnceAndCountsUntilTheBrokerAnswers() {
        add("1", 1, 10);
        add("2", 1, 20);
        write();
        call(inFlight.expire(15));
        call(inFlight.expire(16));
        assertThat(called).containsExactly("1: ConfirmTimeout");
        assertThat(inFlight.messages()).isEqualTo(2);
        assertThat(inFlight.pendingCallbacks()).isEqualTo(1);
        call(inFlight.answered(2, true, message -> null));
        assertThat(called).containsExactly("1: ConfirmTimeout", "2: null");
        assertThat(inFlight.messages()).isZero();
        assertThat(inFlight.pendingCallbacks()).isZero();
    }

    @Test
    void expiresBehindOneThatHasMoreTime() {
        add("1", 1, 20);
        write();
        add("2", 1, 30);
        add("3", 1, 10);
        call(inFlight.expire(15));
        assertThat(called).containsExactly("3: ConfirmTimeout");
        assertThat(inFlight.messages()).as("an unwritten message no longer counts").isEqualTo(2);
    }

    @Test
    void failsEverythingWithItsChannelAndBeginsAnew() {
        add("1", 1);
        write();
        add("2", 1);
        call(inFlight.failAll(LOST));
        assertThat(called).containsExactly("1: Unavailable", "2: Unavailable");
        assertThat(inFlight.messages()).isZero();
        assertThat(inFlight.bytes()).isZero();
        add("3", 1);
        assertThat(inFlight.takeUnwritten(10, new ArrayList<>())).isEqualTo(OutstandingConfirms.FIRST);
    }

    @Test
    void aBlockedBrokerFailsOnlyWhatIsNotWritten() {
        add("1", 1);
        write();
        add("2", 1);
        call(inFlight.failUnwritten(LOST));
        assertThat(called).containsExactly("2: Unavailable");
        assertThat(inFlight.messages()).isEqualTo(1);
    }

    @Test
    void takesInOrderAndNoMoreThanAsked() {
        add("1", 1);
        add("2", 1);
        add("3", 1);
        List<OutboundMessage> first = new ArrayList<>();
        assertThat(inFlight.takeUnwritten(2, first)).isEqualTo(1);
        List<OutboundMessage> second = new ArrayList<>();
        assertThat(inFlight.takeUnwritten(2, second)).isEqualTo(3);
        assertThat(first).extracting(OutboundMessage::routingKey).containsExactly("1", "2");
        assertThat(second).extracting(OutboundMessage::routingKey).containsExactly("3");
        assertThat(inFlight.hasUnwritten()).isFalse();
    }

    @Test
    void writesAgainInOrderAllButWhatIsTheFault() {
        add("1", 1);
        add("2", 50);
        write();
        add("3", 1);
        assertThat(inFlight.largest()).isEqualTo(50);
        call(inFlight.writeAgain(message -> message.sizeBytes() == 50 ? new BrokerException.TooLarge("2") : null));
        assertThat(called).containsExactly("2: TooLarge");
        assertThat(inFlight.messages()).isEqualTo(2);
        List<OutboundMessage> again = new ArrayList<>();
        assertThat(inFlight.takeUnwritten(9, again)).as("anew on the next channel").isEqualTo(1);
        assertThat(again).extracting(OutboundMessage::routingKey).containsExactly("1", "3");
        call(inFlight.answered(2, true, message -> null));
        assertThat(called).containsExactly("2: TooLarge", "1: null", "3: null");
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    void doesNotWriteAgainWhatHasTimedOutOrWasReturned() {
        add("1", 1, 0);
        add("2", 1);
        add("3", 1);
        write();
        call(inFlight.expire(1));
        inFlight.returned(2, new BrokerException.Unroutable("nowhere"));
        call(inFlight.writeAgain(message -> null));
        assertThat(called).containsExactly("1: ConfirmTimeout", "2: Unroutable");
        List<OutboundMessage> again = new ArrayList<>();
        inFlight.takeUnwritten(9, again);
        assertThat(again).extracting(OutboundMessage::routingKey).containsExactly("3");
        assertThat(inFlight.messages()).isEqualTo(1);
    }

    private void add(String name, int bytes) {
        add(name, bytes, Long.MAX_VALUE / 2);
    }

    private void add(String name, int bytes, long deadline) {
        inFlight.add(new OutstandingMessage(OutboundMessage.json(name, Map.of(), new byte[bytes]),
                failure -> called.add(name + ": " + nameOf(failure)), deadline));
    }

    private static @Nullable String nameOf(@Nullable BrokerException failure) {
        return failure == null ? null : failure.getClass().getSimpleName();
    }

    private void write() {
        inFlight.takeUnwritten(Integer.MAX_VALUE, new ArrayList<>());
    }

    private static void call(List<InFlightWindow.Completion> settled) {
        settled.forEach(InFlightWindow.Completion::call);
    }
}
