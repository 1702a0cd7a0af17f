package io.anivia.destination.http;

import java.time.Duration;

/**
 * What one endpoint's pool of connections is like.
 *
 * @param connectTimeout for TCP, and again for the TLS handshake
 * @param responseTimeout for the first byte of the answer, and for each following read
 * @param requestTimeout for all of it, from the wait for a free connection to the answer's end
 * @param maxConnections open at a time, at least 1
 * @param cookies whether what the server sets is sent back; for servers whose load balancer wants it
 * @param trust whom to talk to over TLS
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
        // The HTTP client counts milliseconds, and takes 0 for ever.
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException(name + ": at least 1 ms is needed, not " + timeout);
        }
    }
}
