package io.anivia.elmer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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

    /** How many requests may wait for their answers on one connection, before no more is read from it. */
    @WithDefault("16")
    int maxPipelined();

    /**
     * How long a client may take over its payload once the first part has come; slower ones are answered with 408.
     * Keeps slow clients from sitting on {@link #maxInFlight()}.
     */
    @WithDefault("30s")
    Duration receiveTimeout();

    /** How long to wait for the broker's confirm before answering 503. */
    @WithDefault("5s")
    Duration confirmTimeout();

    /**
     * How many payloads that arrive together share one message of the broker and its confirm, at most; each is answered
     * after that confirm. 1: each payload is a message.
     */
    @WithDefault("1")
    int batchSize();

    /** How many bytes of payloads share one message, at most; a larger payload goes alone. */
    @WithDefault("65536")
    int batchBytes();

    /** How long a payload may wait for others to share a message with; each answer is later by as much. */
    @WithDefault("2ms")
    Duration batchLinger();

    /** What a 503 tells the client to wait, in whole seconds, rounded up. */
    @WithDefault("5s")
    Duration retryAfter();

    /**
     * Write keys, separated by commas: who sends must show one of them. Several, so that one can be replaced: add the
     * new one, move the clients, take the old one out. Not set: anybody may send.
     */
    Optional<List<String>> keys();

    /**
     * How many requests a second each key may send, or, if there are no keys, each address (of IPv6, each network of 64
     * bits); more are answered with 429. In this process: several Elmers each count for themselves. 0: no limit.
     */
    @WithDefault("0")
    int rateLimit();

    /** How many requests may come at once before {@link #rateLimit()} holds. Not set: as many as in a second. */
    OptionalInt rateBurst();

    /** How many keys or addresses are remembered for {@link #rateLimit()}; the one unheard of longest goes first. */
    @WithDefault("100000")
    int rateSenders();
}
