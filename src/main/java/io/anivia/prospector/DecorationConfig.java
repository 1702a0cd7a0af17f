package io.anivia.prospector;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the route is that all events go through. */
@ConfigMapping(prefix = "anivia.decorate")
public interface DecorationConfig {

    /** The file with the steps for all events, read at start-up and at a reload; without it nothing is done to all. */
    @WithDefault("routes/decorate.camel.yaml")
    Path file();
}
