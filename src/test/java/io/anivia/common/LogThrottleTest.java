package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

class LogThrottleTest {

    @Test
    void tellsTheFirstAndThenHowManyItPassedOver() {
        LogThrottle seldom = new LogThrottle();
        assertThat(seldom.now()).hasValue(0);
        assertThat(seldom.now()).isEmpty();
        assertThat(seldom.now()).isEmpty();

        OptionalLong next = await().until(seldom::now, OptionalLong::isPresent);

        assertThat(next.getAsLong()).isGreaterThanOrEqualTo(2);
    }
}
