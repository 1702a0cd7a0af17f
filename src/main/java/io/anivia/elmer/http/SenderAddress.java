package io.anivia.elmer.http;

import io.anivia.common.AddressTruncation;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What of a client's address is written into the header of its messages. */
public enum SenderAddress {

    /** All of it, without the port. */
    FULL,
    /** The network that it is in. */
    TRUNCATED,
    /** That it is unknown. Not nothing: a message without the header is one of an earlier version. */
    NONE;

    private static final String UNKNOWN = "unknown";

    /** Behind a proxy it is the proxy's, unless Quarkus trusts what that forwards ({@code quarkus.http.proxy.*}). */
    String of(@Nullable SocketAddress peer) {
        String address = peer == null ? null : peer.host();
        if (address == null || this == NONE) {
            return UNKNOWN;
        }
        return this == FULL ? address : AddressTruncation.TO_NETWORK.of(address).orElse(UNKNOWN);
    }
}
