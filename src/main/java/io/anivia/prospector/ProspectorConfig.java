package io.anivia.prospector;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What Prospector is ready to read; a payload beyond it is rejected, and kept as it came. */
@ConfigMapping(prefix = "anivia.prospector")
public interface ProspectorConfig {

    /**
     * The most that one payload may unfold to: its text after decompression, plus its shared context once for each
     * event that it is copied onto. Bounds the memory that one payload takes, which is some ten times this in the worst
     * case; a decompression bomb is given up at this size.
     */
    @WithDefault("16M")
    MemorySize maxInflated();

    /** How deep objects and arrays may be nested, counted from the payload's outermost; 3 to 500. */
    @WithDefault("100")
    int maxDepth();

    /** How many events one payload may hold. */
    @WithDefault("10000")
    int maxEvents();

    /**
     * How large one event may be as JSON, its shared context and decoration included. A larger one is rejected by
     * itself. Neither this nor {@link #maxInflated()}, which bounds what is rejected, may be more than the broker takes
     * ({@code max_message_size}, 16 MiB in RabbitMQ 4): it closes the channel on a larger message.
     */
    @WithDefault("2M")
    MemorySize maxEvent();

    /** How many payloads each consumer has in hand, at most. */
    @WithDefault("200")
    int prefetch();

    /** How many consumers, each with a thread of its own, take payloads apart in this process. */
    @WithDefault("1")
    int consumers();

    /**
     * How many events for one destination travel in one message of the broker, at most. 1: each event is a message. More
     * is faster, and everything else stays as it is: failures, attempts, dead letters and metrics are each event's own.
     */
    @WithDefault("1")
    int batchSize();

    /** How many bytes of events travel in one message, at most; a larger event goes alone. */
    @WithDefault("65536")
    int batchBytes();

    /** How long an event may wait for others to travel with. */
    @WithDefault("5ms")
    Duration batchLinger();

    /**
     * How long the broker may take to confirm what has become of a payload, before the payload is given back and tried
     * again. Nobody waits for it, and giving up makes duplicates: it is long.
     */
    @WithDefault("60s")
    Duration confirmTimeout();
}
