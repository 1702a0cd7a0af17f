package io.anivia.ops.books;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the overview of all processes says needs attention. */
@ConfigMapping(prefix = "anivia.overview")
public interface OverviewConfig {

    /** A destination with an event that is older, and not delivered, is late. */
    @WithDefault("5m")
    Duration late();

    /** A destination with a delivery that has been under way for longer hangs, though no attempt has failed yet. */
    @WithDefault("15s")
    Duration hanging();
}
