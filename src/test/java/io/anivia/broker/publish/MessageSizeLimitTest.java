package io.anivia.broker.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.anivia.broker.connection.BrokerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageSizeLimitTest {

    @ParameterizedTest
    @ValueSource(strings = {
            "channel error; protocol method: #method<channel.close>(reply-code=406, reply-text=PRECONDITION_FAILED - message"
                    + " size 102400 is larger than configured max size 65536, class-id=60, method-id=40)",
            "PRECONDITION_FAILED - message size 102400 is larger than max size 65536",
            "Message size of 102400 greater than allowed maximum of 65536"})
    void learnsTheLimitFromTheBroker(String reason) throws BrokerException {
        MessageSizeLimit limit = new MessageSizeLimit(MessageSizeLimit.UNKNOWN);
        limit.check(Integer.MAX_VALUE);

        assertThat(limit.learn(reason)).isTrue();

        assertThatCode(() -> limit.check(65536)).doesNotThrowAnyException();
        assertThatExceptionOfType(BrokerException.TooLarge.class).isThrownBy(() -> limit.check(65537))
                .withMessageContainingAll("65537", "65536");
    }

    @Test
    void learnsNothingFromOtherReasons() {
        MessageSizeLimit limit = new MessageSizeLimit(1000);
        assertThat(limit.learn("NOT_FOUND - no exchange 'message size 5'")).isFalse();
        assertThat(limit.learn(null)).isFalse();
        assertThat(limit.bytes()).isEqualTo(1000);
    }

    @Test
    void keepsTheSmallestLimit() {
        MessageSizeLimit limit = new MessageSizeLimit(1000);
        assertThat(limit.learn("message size 5000 is larger than configured max size 2000")).isTrue();
        assertThat(limit.bytes()).isEqualTo(1000);
    }
}
