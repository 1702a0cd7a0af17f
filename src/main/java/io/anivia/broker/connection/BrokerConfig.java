package io.anivia.broker.connection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How to reach the broker. */
@ConfigMapping(prefix = "anivia.broker")
public interface BrokerConfig {

    /**
     * {@code amqp://user:password@host:port/vhost}, or {@code amqps://} for TLS with verification; several, separated
     * by commas, are tried in turn. Not set: a broker embedded in this process.
     */
    Optional<List<String>> uri();

    /** Type of the queues declared on RabbitMQ: {@code quorum} (replicated) or {@code classic}. */
    @WithDefault("quorum")
    QueueType queueType();

    /**
     * Queues that are used although RabbitMQ reports properties that can lose messages, such as a missing delivery
     * limit on RabbitMQ 4; for queues that a policy makes safe, which RabbitMQ does not report. Separated by commas;
     * {@code anivia.*} stands for all whose names begin so.
     */
    Optional<List<String>> acceptedQueues();

    /**
     * The largest body that the broker takes ({@code max_message_size}): larger payloads are answered with 413, and
     * larger events are rejected. Not set: learned from the first one that the broker refuses, which costs its
     * neighbours a moment, and again after each start. RabbitMQ's default is 16 MiB from 4.0 on, and 128 MiB before.
     */
    Optional<MemorySize> maxMessage();

    /** How long the admin API waits for a queue that another call, or another process, is looking through. */
    @WithDefault("5s")
    Duration browseTimeout();

    /** How long opening a connection may take: TCP, TLS and AMQP handshake, each. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** Heartbeat asked for; two missed ones are a lost connection. Whole seconds. */
    @WithDefault("10s")
    Duration heartbeat();

    /** First and longest wait between attempts to connect; it doubles in between, with jitter. */
    Reconnect reconnect();

    /** Name of a Quarkus TLS configuration ({@code quarkus.tls.<name>.…}) for {@code amqps://}; not set: the JDK's. */
    Optional<String> tlsConfiguration();

    Embedded embedded();

    enum QueueType {
        QUORUM, CLASSIC
    }

    interface Reconnect {
        /** Wait before the second attempt to connect. */
        @WithDefault("200ms")
        Duration first();

        /** Longest wait between attempts to connect. */
        @WithDefault("5s")
        Duration longest();
    }

    interface Embedded {
        /** Where the embedded broker keeps its queues. */
        @WithDefault("data/broker")
        Path dir();
    }
}
