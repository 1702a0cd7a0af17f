package io.anivia.ops.fleet;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The processes of an installation, asked as one. */
@ConfigMapping(prefix = "anivia.fleet")
public interface FleetConfig {

    /**
     * How long the answers of other processes are waited for. Less, if all that were heard of within 30 seconds have
     * answered; a reload is waited for as long as it may take.
     */
    @WithDefault("500ms")
    Duration answerTimeout();
}
