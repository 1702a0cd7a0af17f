package io.anivia.elmer.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.elmer.admission.AdmissionConfig;
import io.anivia.elmer.admission.RateLimit;
import io.anivia.elmer.admission.WriteKeys;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides by a request's head, before its body is read, whether its sender may send it now. Thread-safe. */
@Singleton
final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** The rest of an IPv6 address is the host's own choice: a network has 64 bits (RFC 4291, section 2.5.4). */
    private static final int NETWORK_BYTES = 8;
    private static final String UNKNOWN = "unknown";

    private final WriteKeys keys;
    private final RateLimit rate;

    /** @throws IllegalArgumentException if a setting makes no sense */
    @Inject
    Admission(AdmissionConfig config) {
        this.keys = WriteKeys.of(config.keys().orElse(List.of()));
        this.rate = RateLimit.of(config);
    }

    /** Warns if the path is open to every client. */
    void announce(String path) {
        if (keys.areOff()) {
            LOG.warn("Every client may POST to {}: there are no write keys (anivia.elmer.keys)", path);
        }
    }

    /** Why the request is refused; empty if it is not. */
    Optional<HttpReply> refusal(HttpServerRequest request) {
        if (keys.areOff()) {
            return rate.isOff() ? Optional.empty() : tooMany(sender(request.remoteAddress()));
        }
        OptionalInt key = keys.find(request);
        return key.isPresent() ? tooMany(key.getAsInt()) : Optional.of(unknownKey());
    }

    private Optional<HttpReply> tooMany(Object sender) {
        long nanos = rate.nanosToWait(sender);
        return nanos == 0 ? Optional.empty() : Optional.of(HttpReply
                .error(429, "too many requests: send this payload again later, with more events in one")
                .retryAfter(Duration.ofNanos(nanos)));
    }

    private static HttpReply unknownKey() {
        return HttpReply.error(401, "no valid write key: send it as the user of Basic, as X-Api-Key, or as ?key=")
                .challenging("Basic realm=\"anivia\"");
    }

    /** The address to count requests by; of IPv6, its network. */
    static Object sender(SocketAddress address) {
        String host = address.hostAddress();
        if (host == null) {
            return UNKNOWN;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        return bytes == null ? host : ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
    }
}
