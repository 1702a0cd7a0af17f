package io.anivia.prospector;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much a device's clock may be wrong before its times are corrected. */
@ConfigMapping(prefix = "anivia.clock")
public interface ClockConfig {

    /**
     * Up to this difference between {@code sentAt} and the time of receipt, the payload was in transit and the device's
     * times stay as they are; beyond, the device's clock is wrong and its times are corrected. Too small a tolerance
     * shifts correct times on slow networks; too large a tolerance lets wrong clocks pass.
     */
    @WithDefault("60s")
    Duration tolerance();
}
