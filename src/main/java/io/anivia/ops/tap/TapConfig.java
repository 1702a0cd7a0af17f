package io.anivia.ops.tap;

import java.time.Duration;

import io.anivia.tap.TapLimits;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Live taps: {@code GET /admin/tap}. */
@ConfigMapping(prefix = "anivia.tap")
public interface TapConfig {

    /** How many live taps may be open in a process, its own and those of other processes. */
    @WithDefault("10")
    int maxOpen();

    /** How many events a second a tap shows of a process; what else matches is dropped, and counted in the stream. */
    @WithDefault("50")
    int rate();

    /**
     * How many events a second are read anew for a tap with filters, where events are delivered, failed or dead; others
     * are dropped without a look, and counted. Events that are read or routed need not be read anew.
     */
    @WithDefault("2000")
    int readRate();

    /** How many events of a tap may wait to be written; what comes then is dropped. */
    @WithDefault("100")
    int buffer();

    /** How many bytes these may have together. */
    @WithDefault("4M")
    MemorySize bufferBytes();

    /** An event with more bytes is shown without its values. */
    @WithDefault("64K")
    MemorySize maxEvent();

    /** After how long a tap ends by itself, unless it is asked for another time. */
    @WithDefault("2m")
    Duration duration();

    /** The longest time that may be asked for. */
    @WithDefault("1h")
    Duration maxDuration();

    /** After how many events a tap ends by itself, unless it is asked for another number. */
    @WithDefault("500")
    int limit();

    /** The largest number that may be asked for. */
    @WithDefault("10000")
    int maxLimit();

    /** How long a reader may take nothing before its connection is closed. */
    @WithDefault("30s")
    Duration stallTimeout();

    /**
     * After how long a process ends a tap that another one has asked it for, unless that asks again, as it does every 5
     * seconds.
     */
    @WithDefault("15s")
    Duration lease();

    /** @param linesPerSecond in place of the rate */
    default TapLimits limits(int linesPerSecond) {
        return new TapLimits(linesPerSecond, readRate(), buffer(), bufferBytes().asLongValue(),
                Math.toIntExact(maxEvent().asLongValue()));
    }
}
