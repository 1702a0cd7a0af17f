package io.anivia.prospector;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What Prospector reads, and how it publishes. A payload beyond its limits is rejected, and kept as it came. */
@ConfigMapping(prefix = "anivia.prospector")
public interface ProspectorConfig {

    /**
     * The most that one payload may unfold to: its text after decompression, plus its shared context once for each
     * event that it is copied onto. A decompression bomb is inflated no further than this. Its events may have twice as
     * much together, and 2 KiB more each, for what their source adds to them.
     */
    @WithDefault("16M")
    MemorySize maxInflated();

    /**
     * How many values one payload may hold: objects, arrays, strings, numbers, true, false and null in all depths, and
     * the members of its shared context once for each event that they are copied onto. A value takes up to 200 bytes of
     * memory however short its text, so this bounds what {@link #maxInflated()} does not: a payload takes 100 MB at
     * most for its values, and 60 MB for its text.
     */
    @WithDefault("500000")
    int maxValues();

    /** How deep objects and arrays may be nested, counted from the payload's outermost; 3 to 500. */
    @WithDefault("100")
    int maxDepth();

    /** How many events one payload may hold. */
    @WithDefault("10000")
    int maxEvents();

    /**
     * How large one event may be as JSON, its shared context and decoration included. A larger one is rejected by
     * itself, and so is one that is larger than the broker takes ({@code anivia.broker.max-message}).
     */
    @WithDefault("2M")
    MemorySize maxEvent();

    /**
     * How many values one event may have, its shared context included. A larger one is rejected by itself. Bounds the
     * memory that an event takes at a destination, where it is read again, together with others of its batch.
     */
    @WithDefault("50000")
    int maxEventValues();

    /** How many unacknowledged payloads each consumer has, at most. */
    @WithDefault("200")
    int prefetch();

    /** How many consumers, each with a thread of its own, split payloads in this process. */
    @WithDefault("1")
    int consumers();

    /**
     * How many events for one destination travel in one message of the broker, at most. 1: each event is a message. A
     * larger number is faster; failures, attempts, dead letters and metrics stay those of single events.
     */
    @WithDefault("1")
    int batchSize();

    /** How many bytes of events travel in one message, at most; a larger event is a message of its own. */
    @WithDefault("65536")
    int batchBytes();

    /** How long an event may wait for others of its batch. */
    @WithDefault("5ms")
    Duration batchLinger();

    /**
     * How long the broker may take to confirm a payload's messages, before the payload is requeued and tried again. It
     * is long, since no client waits for it and a second try makes duplicates.
     */
    @WithDefault("60s")
    Duration confirmTimeout();
}
