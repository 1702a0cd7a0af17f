package io.anivia.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueDifferenceTest {

    @Test
    void readsWhatRabbitMqReports() {
        assertThat(QueueDifference.parse("PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/':"
                + " received 'true' but current is 'false'")).contains(new QueueDifference("durable", "false"));
        assertThat(QueueDifference.parse("PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'q' in vhost '/':"
                + " received the value 'quorum' of type 'longstr' but current is none"))
                .contains(new QueueDifference("x-queue-type", null));
        assertThat(QueueDifference.parse("PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'it's' in vhost"
                + " '/': received none but current is the value '1000' of type 'signedint'"))
                .contains(new QueueDifference("x-message-ttl", "1000"));
        assertThat(QueueDifference.parse("PRECONDITION_FAILED - something else")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {
        "durable, false, not durable", "auto_delete, true, last consumer", "exclusive, true, the connection",
        "x-expires, 60000, not used for 60000 ms", "x-message-ttl, 1000, after 1000 ms",
        "x-queue-type, stream, stream", "x-overflow, drop-head, oldest", "x-overflow, none, oldest",
        "x-delivery-limit, 20, 20 times", "x-delivery-limit, none, RabbitMQ 4"})
    void tellsHowAQueueLosesMessages(String property, String actual, String loss) {
        assertThat(new QueueDifference(property, actual).loss()).hasValueSatisfying(
                text -> assertThat(text).contains(loss));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {
        "durable, true", "auto_delete, false", "x-queue-type, classic", "x-queue-type, none", "x-queue-type, quorum",
        "x-overflow, reject-publish", "x-overflow, reject-publish-dlx", "x-max-length, 1000", "x-message-ttl, none",
        "x-expires, none", "x-delivery-limit, 1000", "x-delivery-limit, 1000000", "x-max-priority, 10",
        "x-single-active-consumer, true"})
    void othersLoseNone(String property, String actual) {
        assertThat(new QueueDifference(property, actual).loss()).isEmpty();
    }
}
