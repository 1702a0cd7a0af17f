package io.anivia.ops.fleet;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The processes of an installation, asked as one. */
@ConfigMapping(prefix = "anivia.fleet")
public interface FleetConfig {

    /**
     * How long the answers of other processes are waited for. Less, if all have answered that did so the last time or
     * have said hello since; for others there is a tenth of it then. A reload is waited for as long as it may take.
     */
    @WithDefault("500ms")
    Duration answerTimeout();

    /**
     * How long a process that is heard of no more, and did not say that it stops, is shown as silent. No less than three
     * of the intervals in which it says hello, which are 10 seconds, and longer with more than 50 processes.
     */
    @WithDefault("10m")
    Duration silentFor();
}
