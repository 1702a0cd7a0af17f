package io.anivia.destination.routes;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the destinations' routes are. */
@ConfigMapping(prefix = "anivia.routes")
public interface RoutesConfig {

    /** The directory with one {@code *.camel.yaml} for each destination, read at start-up. */
    @WithDefault("routes/destinations")
    Path dir();
}
