package io.anivia.destination.http;

import java.time.Duration;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * What one endpoint's pool of connections is like.
 *
 * @param connectTimeout for TCP and the TLS handshake, and for the wait until a connection of the pool is free
 * @param responseTimeout for the first byte of the answer, for each following read, and again for the whole of its body
 * @param maxConnections open at a time, at least 1
 * @param cookies whether what the server sets is sent back; for servers whose load balancer wants it
 * @param sslContext whom to trust; {@code null}: the JVM's default. Names are always verified
 */
public record HttpSettings(Duration connectTimeout, Duration responseTimeout, int maxConnections, boolean cookies,
        @Nullable SSLContext sslContext) {

    public HttpSettings {
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("connectTimeout: more than zero is needed, not " + connectTimeout);
        }
        if (responseTimeout.isNegative() || responseTimeout.isZero()) {
            throw new IllegalArgumentException("responseTimeout: more than zero is needed, not " + responseTimeout);
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections: at least 1 is needed, not " + maxConnections);
        }
    }
}
