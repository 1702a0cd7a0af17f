package io.anivia.elmer.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import io.anivia.elmer.admission.PresentedKey;
import io.anivia.elmer.admission.RateLimit;
import io.anivia.elmer.admission.WriteKeys;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may send, and how much: decides by a request's head, before its body is read. Thread-safe. */
public final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** What a host of IPv6 is free to change in its address is left out: a network has 64 bits (RFC 4291, 2.5.4). */
    private static final int NETWORK_BYTES = 8;
    private static final String UNKNOWN = "unknown";

    private final WriteKeys keys;
    private final RateLimit rate;

    Admission(WriteKeys keys, RateLimit rate) {
        this.keys = keys;
        this.rate = rate;
    }

    /** Says so if the path takes payloads from anybody. */
    void announce(String path) {
        if (keys.areOff()) {
            LOG.warn("Anybody may POST to {}: there are no write keys (anivia.elmer.keys)", path);
        }
    }

    /** Why the request may not come in; empty if it may. */
    Optional<HttpReply> refusal(HttpServerRequest request) {
        if (keys.areOff()) {
            return rate.isOff() ? Optional.empty() : tooMany(source(request.remoteAddress()));
        }
        OptionalInt key = PresentedKey.in(request).map(keys::find).orElseGet(OptionalInt::empty);
        return key.isPresent() ? tooMany(key.getAsInt()) : Optional.of(unknown());
    }

    private Optional<HttpReply> tooMany(Object sender) {
        Duration delay = rate.take(sender);
        return delay.isZero() ? Optional.empty() : Optional.of(HttpReply
                .error(429, "too many requests: send this payload again later, with more events in one")
                .retryAfter(delay));
    }

    private static HttpReply unknown() {
        return HttpReply.error(401, "no valid write key: send it as the user of Basic, as X-Api-Key, or as ?key=")
                .challenging("Basic realm=\"anivia\"");
    }

    /** The address, or the network of one that is IPv6. */
    public static Object source(SocketAddress address) {
        String host = address.hostAddress();
        if (host == null) {
            return UNKNOWN;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        return bytes == null ? host : ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
    }
}
