package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

class SeldomTest {

    @Test
    void tellsTheFirstAndThenHowManyItPassedOver() {
        Seldom seldom = new Seldom();
        assertThat(seldom.now()).hasValue(0);
        assertThat(seldom.now()).isEmpty();
        assertThat(seldom.now()).isEmpty();

        OptionalLong next = await().until(seldom::now, OptionalLong::isPresent);

        assertThat(next.getAsLong()).isGreaterThanOrEqualTo(2);
    }
}
