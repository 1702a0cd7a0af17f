package io.anivia.elmer.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.elmer.admission.AdmissionConfig;
import io.anivia.elmer.admission.RateLimit;
import io.anivia.source.Source;
import io.anivia.source.SourceConsumer;
import io.anivia.source.http.KeyPlaces;
import io.anivia.source.keys.WriteKeys;
import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;
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
    Admission(AdmissionConfig config, WriteKeys keys) {
        this.keys = keys;
        this.rate = RateLimit.of(config);
    }

    /**
     * What was decided.
     *
     * @param keyName of the key that the request has; {@code null} if there are no keys, or it is in the body
     * @param refusal why the request is refused; {@code null} if it is not
     */
    record Decision(@Nullable String keyName, @Nullable HttpReply refusal) {
    }

    /** Warns if every client may send, and if no client may because a source names a key that there is not. */
    void announce(List<Source> sources) {
        if (keys.areOff()) {
            LOG.warn("Every client may send: there are no write keys (anivia.elmer.keys)");
        }
        announceKeys(sources);
    }

    void announceKeys(List<Source> sources) {
        if (keys.areOff()) {
            return;
        }
        for (Source source : sources) {
            source.keyNames().stream().filter(name -> !keys.names().contains(name)).forEach(name -> LOG.warn(
                    "Source '{}' takes a key '{}', but no key in anivia.elmer.keys has this name", source.name(),
                    name));
        }
    }

    /**
     * @param inFront the key in front of the path; {@code null} if there is none
     */
    Decision decide(ServerRequestHead head, SourceConsumer source, Map<String, String> variables,
            @Nullable String inFront) {
        KeyPlaces places = source.intake().keys();
        if (keys.areOff() || places.isNone()) {
            return new Decision(null, tooMany(sender(head.request().remoteAddress())));
        }
        List<String> presented = places.presented(head, variables, inFront);
        if (presented.isEmpty() && !places.inBody().isEmpty()) {
            // Prospector looks for it in the payload.
            return new Decision(null, tooMany(sender(head.request().remoteAddress())));
        }
        for (String each : presented) {
            Optional<String> name = keys.only(source.keyNames()).nameOf(each);
            if (name.isPresent()) {
                return new Decision(name.get(), tooMany(name.get()));
            }
        }
        return new Decision(null, unknownKey(places));
    }

    private @Nullable HttpReply tooMany(Object sender) {
        long nanos = rate.isOff() ? 0 : rate.nanosToWait(sender);
        return nanos == 0 ? null : HttpReply
                .error(429, "too many requests: send this payload again later, with more events in one")
                .retryAfter(Duration.ofNanos(nanos));
    }

    private static HttpReply unknownKey(KeyPlaces places) {
        return HttpReply.error(401, "no valid write key where this source looks for one: " + places.inWords())
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
