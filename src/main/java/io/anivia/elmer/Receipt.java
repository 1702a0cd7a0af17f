package io.anivia.elmer;

import java.util.UUID;

/**
 * What a client gets for a payload, and what the payload is known by from then on.
 *
 * @param id a UUID of version 7 (RFC 9562, section 5.7): receipts sort by time
 * @param receivedAt when the payload's last byte had come, in epoch milliseconds
 * @param source the sender's host, as an address; behind a proxy the proxy's, unless Quarkus is told to trust what the
 *     proxy forwards ({@code quarkus.http.proxy.*})
 */
record Receipt(UUID id, long receivedAt, String source) {
}
