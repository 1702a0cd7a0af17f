package io.anivia.source;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the sources' routes are. */
@ConfigMapping(prefix = "anivia.sources")
public interface SourcesConfig {

    /**
     * The directory with one {@code *.camel.yaml} for each kind of client, read at start-up. If it is not set and there
     * is none, the sources that are packed into the application.
     */
    @WithDefault("routes/sources")
    Path dir();
}
