package io.anivia.broker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrefetchWindowTest {

    private final PrefetchWindow window = new PrefetchWindow(new Prefetch(10, 100));

    @Test
    void takesWhatFits() {
        assertThat(window.take(60, 1)).isTrue();
        assertThat(window.take(40, 1)).isTrue();
        assertThat(window.take(1, 1)).isFalse();
        assertThat(window.deliveries()).isEqualTo(2);
    }

    @Test
    void takesAMessageThatIsLargerThanAllThereIsAlone() {
        assertThat(window.take(1000, 1)).isTrue();
        assertThat(window.take(0, 1)).isFalse();
        assertThat(window.release(1000, 1)).isTrue();
        assertThat(window.take(1000, 1)).isTrue();
    }

    @Test
    void opensOnceWhenHalfOfItIsEmpty() {
        window.take(50, 1);
        window.take(50, 1);
        assertThat(window.isClosed()).isFalse();
        window.take(10, 1);
        assertThat(window.isClosed()).isTrue();

        assertThat(window.release(50, 1)).isTrue();
        assertThat(window.isClosed()).isFalse();
        assertThat(window.release(50, 1)).as("it is open already").isFalse();
        assertThat(window.deliveries()).isZero();
    }

    @Test
    void staysClosedWhileMoreThanHalfIsFull() {
        window.take(30, 1);
        window.take(60, 1);
        window.take(20, 1);
        assertThat(window.release(30, 1)).isFalse();
        assertThat(window.isClosed()).isTrue();
    }

    @Test
    void keepsNoMoreDeliveriesThanItsBoundAndTwoMessages() {
        assertThat(window.take(7, 7)).isTrue();
        assertThat(window.take(7, 7)).isTrue();
        assertThat(window.take(7, 7)).isTrue();
        assertThat(window.take(7, 7)).isFalse();
        for (int left = 20; left > 5; left--) {
            assertThat(window.release(1, 1)).isFalse();
        }
        assertThat(window.release(1, 1)).isTrue();
    }
}
