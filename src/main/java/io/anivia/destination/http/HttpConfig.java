package io.anivia.destination.http;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of {@link ResponseLimits}, for {@code http:} endpoints of routes. */
@ConfigMapping(prefix = "anivia.http")
public interface HttpConfig {

    /** The largest response body that is read, in bytes; a larger one is a failed delivery. */
    @WithDefault("1M")
    MemorySize maxResponse();

    /** How long an exchange may take, from the request's start to the response's last byte; then delivery fails. */
    @WithDefault("60s")
    Duration requestTimeout();
}
