package io.anivia.ops.admin;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The admin API. */
@ConfigMapping(prefix = "anivia.admin")
public interface AdminConfig {

    /**
     * Tokens for {@code /admin} ({@code Authorization: Bearer …}) that may do everything, separated by commas, so that
     * one can replace another. {@code name=token} gives one a name for audit lines. No token of any kind set: calls
     * over loopback need none, and all others are refused.
     */
    Optional<List<String>> token();

    /** Tokens that may look at everything but the values of payloads; written like {@code token}. */
    Optional<List<String>> viewToken();

    /** Tokens that may also pause, resume, replay, discard and reload; they show no values of payloads either. */
    Optional<List<String>> operateToken();

    /** Tokens that may look at everything, the values of payloads too, and change nothing. */
    Optional<List<String>> valuesToken();

    /**
     * How many messages a list, a count, an export or a discard reads at most; the answer says if there are more. A
     * replay leaves as many that are not selected unacknowledged; those behind them go to the end of the queue.
     */
    @WithDefault("10000")
    int maxScan();

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
