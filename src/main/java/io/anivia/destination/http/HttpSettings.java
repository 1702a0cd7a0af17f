package io.anivia.destination.http;

import java.time.Duration;

/**
 * Settings of one endpoint's {@link HttpTransport}.
 *
 * @param connectTimeout for TCP, and again for the TLS handshake
 * @param responseTimeout for the first byte of the response, and for each following read
 * @param requestTimeout for the whole exchange, from the wait for a free connection to the response's last byte
 * @param maxConnections open at a time; 0: as many as there are requests at a time
 * @param isSession whether the server's cookies are sent back, for load balancers that keep sessions by them; see
 *        {@link #forOneSession}
 * @param trust which servers are trusted over TLS
 */
public record HttpSettings(Duration connectTimeout, Duration responseTimeout, Duration requestTimeout,
        int maxConnections, boolean isSession, HttpTrust trust) {

    public HttpSettings {
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("responseTimeout", responseTimeout);
        requirePositive("requestTimeout", requestTimeout);
        if (maxConnections < 0) {
            throw new IllegalArgumentException("maxConnections: at least 0 is needed, not " + maxConnections);
        }
    }

    /**
     * The same for one session: a single connection at a time, and cookies. A request over a dead connection is not
     * sent again, because a new connection may lead to another server: it fails with a {@link DeadConnectionException}.
     */
    public HttpSettings forOneSession() {
        return new HttpSettings(connectTimeout, responseTimeout, requestTimeout, 1, true, trust);
    }

    private static void requirePositive(String name, Duration timeout) {
        // Below a millisecond, a connect timeout would mean none.
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException(name + ": at least 1 ms is needed, not " + timeout);
        }
    }
}
