package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

class ConfigTest {

    @Test
    void hasTheDefaultsThatAreUsedWithout() {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withMapping(ProspectorConfig.class).withMapping(ClockConfig.class).build();

        ProspectorConfig prospector = config.getConfigMapping(ProspectorConfig.class);
        assertThat(new PayloadLimits((int) prospector.maxInflated().asLongValue(), prospector.maxDepth(),
                prospector.maxEvents(), (int) prospector.maxEvent().asLongValue())).isEqualTo(Payloads.LIMITS);
        assertThat(config.getConfigMapping(ClockConfig.class).tolerance()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> new PayloadLimits(0, 100, 1, 1)).hasMessageContaining("maxInflatedBytes");
        assertThatThrownBy(() -> new PayloadLimits(Integer.MAX_VALUE, 100, 1, 1))
                .hasMessageContaining("maxInflatedBytes");
        assertThatThrownBy(() -> new PayloadLimits(1, 2, 1, 1)).hasMessageContaining("maxDepth");
        assertThatThrownBy(() -> new PayloadLimits(1, 501, 1, 1)).hasMessageContaining("maxDepth");
        assertThatThrownBy(() -> new PayloadLimits(1, 100, 0, 1)).hasMessageContaining("maxEvents");
        assertThatThrownBy(() -> new PayloadLimits(1, 100, 1, 0)).hasMessageContaining("maxEventBytes");
    }
}
