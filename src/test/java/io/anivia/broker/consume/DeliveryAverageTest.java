package io.anivia.broker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryAverageTest {

    private final DeliveryAverage average = new DeliveryAverage();

    @Test
    void isExactWhileEachMessageIsOneDelivery() {
        for (int i = 0; i < 100; i++) {
            average.record(1);
        }
        assertThat(average.messages(200)).isEqualTo(200);
        assertThat(average.deliveries(123_456_789_012L)).isEqualTo(123_456_789_012L);
    }

    @Test
    void followsMessagesOfSeveralDeliveries() {
        for (int i = 0; i < 200; i++) {
            average.record(50);
        }
        assertThat(average.messages(200)).as("and one to begin with").isEqualTo(5);
        assertThat(average.messages(10)).as("never one that is waited for").isEqualTo(2);
        assertThat(average.messages(1)).as("never more than deliveries").isEqualTo(1);
        assertThat(average.deliveries(1000)).isEqualTo(50_000);
    }
}
