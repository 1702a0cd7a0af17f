package io.anivia.elmer.admission;

import java.util.OptionalInt;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which clients may send to Elmer, and how much. */
@ConfigMapping(prefix = "anivia.elmer")
public interface AdmissionConfig {

    /**
     * How much memory all payloads together may take that are being received or wait for the broker's confirm. Beyond
     * it requests are answered with 503. Raise it, with the heap, for slow clients and large payloads.
     */
    @WithDefault("64M")
    MemorySize maxInFlight();

    /**
     * How many requests a second each key may send, or, if there are no keys, each address (of IPv6, each network of 64
     * bits); more are answered with 429. In this process: several Elmers each count for themselves. 0: no limit.
     */
    @WithDefault("0")
    int rateLimit();

    /** How many requests may come at once before {@link #rateLimit()} applies. Not set: as many as in a second. */
    OptionalInt rateBurst();

    /**
     * How many keys or addresses are remembered for {@link #rateLimit()}, some 300 bytes of heap each; beyond it the
     * least recently seen is forgotten, and starts again with a full burst.
     */
    @WithDefault("100000")
    int rateSenders();
}
