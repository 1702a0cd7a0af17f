package io.anivia.elmer;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What Elmer lets in, and how long it waits. */
@ConfigMapping(prefix = "anivia.elmer")
public interface ElmerConfig {

    /** The largest payload taken, as sent (compressed, if it is); anything larger is answered with 413. */
    @WithDefault("1M")
    MemorySize maxBody();

    /**
     * How much memory all payloads together may hold that are being received or wait for the broker's confirm. Beyond
     * it requests are answered with 503. Raise it, with the heap, for a slow broker and large payloads.
     */
    @WithDefault("64M")
    MemorySize maxInFlight();

    /**
     * How long a client may take over its payload once the first part has come; slower ones are answered with 408.
     * Keeps slow clients from sitting on {@link #maxInFlight()}.
     */
    @WithDefault("30s")
    Duration receiveTimeout();

    /** How long to wait for the broker's confirm before answering 503. */
    @WithDefault("5s")
    Duration confirmTimeout();

    /** What a 503 tells the client to wait, in whole seconds, rounded up. */
    @WithDefault("5s")
    Duration retryAfter();
}
