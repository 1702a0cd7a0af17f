package io.anivia.elmer.http;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How Elmer receives payloads. */
@ConfigMapping(prefix = "anivia.elmer")
public interface ElmerHttpConfig {

    /** The largest payload accepted, as sent (compressed, if it is); a larger one is answered with 413. */
    @WithDefault("1M")
    MemorySize maxBody();

    /**
     * The pages that may send from a browser, by their origins, separated by commas: {@code https://www.example.com},
     * {@code https://*.example.com}, or {@code *} for all. A source may name its own. Requests with another
     * {@code Origin} are answered with 403; clients that are no pages have none.
     */
    @WithDefault("*")
    String origins();

    /**
     * What of the address that a request comes from goes into the header {@code anivia-address} of messages: {@code full};
     * {@code truncated}, the network alone, /24 of IPv4 and /48 of IPv6; or {@code none}, so that it says
     * {@code unknown}. Neither the broker nor the spool gets more.
     */
    @WithDefault("full")
    SenderAddress source();

    /** How many requests may wait for their answers on one connection, before no more is read from it. */
    @WithDefault("16")
    int maxPipelined();

    /**
     * How long a client may take over its payload once its head has come; a slower one is answered with 408.
     * Keeps slow clients from occupying {@code anivia.elmer.max-in-flight}.
     */
    @WithDefault("30s")
    Duration receiveTimeout();

    /** The {@code Retry-After} of a 503, in whole seconds, rounded up. */
    @WithDefault("5s")
    Duration retryAfter();
}
