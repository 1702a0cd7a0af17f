package io.anivia.broker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackSizeTest {

    private final PackSize size = new PackSize();

    @Test
    void isExactAsLongAsThereAreNoPacks() {
        for (int i = 0; i < 100; i++) {
            size.came(1);
        }
        assertThat(size.messages(200)).isEqualTo(200);
        assertThat(size.deliveries(123_456_789_012L)).isEqualTo(123_456_789_012L);
    }

    @Test
    void learnsFromWhatComes() {
        for (int i = 0; i < 200; i++) {
            size.came(50);
        }
        assertThat(size.messages(200)).as("and one to begin with").isEqualTo(5);
        assertThat(size.messages(10)).as("never one that is waited for").isEqualTo(2);
        assertThat(size.messages(1)).as("never more than deliveries").isEqualTo(1);
        assertThat(size.deliveries(1000)).isEqualTo(50_000);
    }
}
