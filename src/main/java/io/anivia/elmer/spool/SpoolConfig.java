package io.anivia.elmer.spool;

import java.nio.file.Path;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where Elmer keeps payloads while the broker takes none, and how many. */
@ConfigMapping(prefix = "anivia.elmer.spool")
public interface SpoolConfig {

    /**
     * A directory for this process alone, on a disk that outlives it. Not set: there is no spool, and payloads are
     * answered with 503 while the broker takes none.
     */
    Optional<Path> dir();

    /** How large the spool may grow, headers and framing included; beyond it payloads are answered with 503. */
    @WithDefault("1G")
    MemorySize maxSize();

    /** Most payloads waiting to be written to the disk at a time; beyond it they are answered with 503. */
    @WithDefault("10000")
    int maxWaiting();

    SpoolDrainConfig drain();

    /** How the spool is emptied when the broker is back. */
    interface SpoolDrainConfig {
        /** Most payloads published and not confirmed; bounds the rate, and the memory. */
        @WithDefault("200")
        int maxInFlight();

        /** Most bytes of payloads published and not confirmed. */
        @WithDefault("16M")
        MemorySize maxInFlightBytes();
    }
}
