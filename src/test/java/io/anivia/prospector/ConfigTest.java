package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import io.anivia.source.reading.SentAt;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

class ConfigTest {

    @Test
    void hasTheDefaultsThatAreUsedWithout() {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withMapping(ProspectorConfig.class).withMapping(ClockConfig.class).build();

        ProspectorConfig prospector = config.getConfigMapping(ProspectorConfig.class);
        assertThat(new PayloadLimits((int) prospector.maxInflated().asLongValue(),
                prospector.maxValues(), prospector.maxDepth(), prospector.maxEvents(),
                prospector.maxEventValues(), (int) prospector.maxEvent().asLongValue())).isEqualTo(Payloads.LIMITS);
        ClockConfig clock = config.getConfigMapping(ClockConfig.class);
        assertThat(clock.tolerance()).isEqualTo(Duration.ofSeconds(60));
        assertThat(clock.maxSpan()).isEqualTo(Duration.ofHours(24));
        assertThat(clock.sentAt()).isEqualTo(SentAt.SENT);
    }

    @Test
    void takesTheMeaningOfSentAtInLowerCase() {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withDefaultValue("anivia.clock.sent-at", "queued").withMapping(ClockConfig.class).build();

        assertThat(config.getConfigMapping(ClockConfig.class).sentAt()).isEqualTo(SentAt.QUEUED);
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> limits(0, 1, 100, 1, 1, 1)).hasMessageContaining("maxInflatedBytes");
        assertThatThrownBy(() -> limits(Integer.MAX_VALUE, 1, 100, 1, 1, 1)).hasMessageContaining("maxInflatedBytes");
        assertThatThrownBy(() -> limits(1, 0, 100, 1, 1, 1)).hasMessageContaining("maxValues");
        assertThatThrownBy(() -> limits(1, 1, 2, 1, 1, 1)).hasMessageContaining("maxDepth");
        assertThatThrownBy(() -> limits(1, 1, 501, 1, 1, 1)).hasMessageContaining("maxDepth");
        assertThatThrownBy(() -> limits(1, 1, 100, 0, 1, 1)).hasMessageContaining("maxEvents");
        assertThatThrownBy(() -> limits(1, 1, 100, 1, 0, 1)).hasMessageContaining("maxEventValues");
        assertThatThrownBy(() -> limits(1, 1, 100, 1, 1, 0)).hasMessageContaining("maxEventBytes");
    }

    private static PayloadLimits limits(int inflatedBytes, int values, int depth, int events, int eventValues,
            int eventBytes) {
        return new PayloadLimits(inflatedBytes, values, depth, events, eventValues, eventBytes);
    }
}
