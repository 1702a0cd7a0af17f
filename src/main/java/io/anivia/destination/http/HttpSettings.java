package io.anivia.destination.http;

import java.time.Duration;

/**
 * Settings of one endpoint's {@link HttpPool}.
 *
 * @param connectTimeout for TCP, and again for the TLS handshake
 * @param responseTimeout for the first byte of the response, and for each following read
 * @param requestTimeout for the whole exchange, from the wait for a free connection to the response's last byte
 * @param maxConnections open at a time, at least 1
 * @param cookies whether the server's cookies are sent back, for load balancers that keep sessions by them
 * @param trust which servers are trusted over TLS
 */
public record HttpSettings(Duration connectTimeout, Duration responseTimeout, Duration requestTimeout,
        int maxConnections, boolean cookies, HttpTrust trust) {

    public HttpSettings {
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("responseTimeout", responseTimeout);
        requirePositive("requestTimeout", requestTimeout);
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections: at least 1 is needed, not " + maxConnections);
        }
    }

    private static void requirePositive(String name, Duration timeout) {
        // The HTTP client counts milliseconds, and takes 0 for no limit.
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException(name + ": at least 1 ms is needed, not " + timeout);
        }
    }
}
