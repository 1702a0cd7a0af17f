package io.anivia.prospector;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How far a device's clock is believed. */
@ConfigMapping(prefix = "anivia.clock")
public interface ClockConfig {

    /**
     * How far {@code sentAt} may be from the time of receipt to be taken for transit, and the device's times left as
     * they are; beyond, the device's clock is taken to be wrong and its times are corrected. Too small, and slow
     * networks shift sound times; too large, and wrong clocks go through.
     */
    @WithDefault("60s")
    Duration tolerance();
}
