package io.anivia.destination.http;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a route's HTTP endpoint takes for an answer, if it names {@code #boundedAnswers}. */
@ConfigMapping(prefix = "anivia.http")
public interface HttpConfig {

    /** The largest answer that is read, unfolded if it is compressed; a larger one is a failed delivery. */
    @WithDefault("1M")
    MemorySize maxAnswer();

    /** How long a request may take, from its first byte to the answer's last; then it is a failed delivery. */
    @WithDefault("60s")
    Duration requestTimeout();
}
