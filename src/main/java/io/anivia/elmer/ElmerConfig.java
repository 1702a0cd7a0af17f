package io.anivia.elmer;

import java.time.Duration;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How Elmer publishes payloads. No class reads it: {@code routes/elmer.camel.yaml} names these settings. */
@ConfigMapping(prefix = "anivia.elmer")
@Unremovable
public interface ElmerConfig {

    /** How long to wait for the broker's confirm before answering 503. */
    @WithDefault("5s")
    Duration confirmTimeout();

    /**
     * How many payloads that arrive together share one message of the broker and its confirm, at most; each is answered
     * after that confirm. 1: each payload is a message.
     */
    @WithDefault("1")
    int batchSize();

    /** How many bytes of payloads share one message, at most; a larger payload is a message of its own. */
    @WithDefault("65536")
    int batchBytes();

    /** How long a payload may wait for others to share a message with; each answer is later by as much. */
    @WithDefault("2ms")
    Duration batchLinger();
}
