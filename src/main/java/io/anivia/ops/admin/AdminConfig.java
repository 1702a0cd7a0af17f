package io.anivia.ops.admin;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The admin API. */
@ConfigMapping(prefix = "anivia.admin")
public interface AdminConfig {

    /**
     * What a caller of {@code /admin} must present ({@code Authorization: Bearer …}); several, separated by commas, so
     * that one can take another's place. Not set: nothing is asked for on loopback, and nobody else is let in.
     */
    Optional<List<String>> token();

    /** How many messages are looked at for a list, a count, an export or a discard; the rest is said to be there. */
    @WithDefault("10000")
    int maxScan();

    /**
     * How many messages a replay leaves at their place because they were not selected; those behind them go to the
     * queue's end, in their order.
     */
    @WithDefault("20000")
    int hold();

    /**
     * How many messages of a queue that is looked through are in memory at a time; up to 65535. An event may have
     * {@code anivia.prospector.max-event}; a channel is opened for each so many that are passed over.
     */
    @WithDefault("50")
    int step();

    /** Replays of dead letters. */
    ReplayLimits replay();

    /** Replays of dead letters. */
    interface ReplayLimits {

        /** How many messages a second a replay moves, unless the request says otherwise. */
        @WithDefault("100")
        int rate();

        /** How many replays may run at a time. */
        @WithDefault("4")
        int maxConcurrent();
    }
}
