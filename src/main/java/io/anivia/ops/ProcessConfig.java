package io.anivia.ops;

import java.time.Duration;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What this process does. */
@ConfigMapping(prefix = "anivia")
public interface ProcessConfig {

    /** What this process is: {@code elmer} (collects), {@code prospector} (demultiplexes and delivers), or both. */
    @WithDefault("elmer,prospector")
    Set<Role> roles();

    /**
     * How long a stopping process may take to finish what it has begun, once the last request is answered. Whole
     * seconds; the last five are for giving up on what does not end.
     */
    @WithDefault("30s")
    Duration shutdownTimeout();

    Log log();

    interface Log {
        /** Whether the log is JSON, one object a line, or text. */
        @WithDefault("false")
        boolean json();
    }

    enum Role {
        ELMER, PROSPECTOR
    }
}
