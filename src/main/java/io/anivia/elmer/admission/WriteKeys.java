package io.anivia.elmer.admission;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.anivia.common.SecretSet;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The secrets that allow a client to send. The rest of the program knows a key by its position only. Immutable. */
public final class WriteKeys {

    private static final String BASIC = "Basic ";
    private static final String HEADER = "X-Api-Key";
    /** For beacons, which cannot set a header. */
    private static final String PARAMETER = "key";

    private final SecretSet keys;

    private WriteKeys(SecretSet keys) {
        this.keys = keys;
    }

    /** @throws IllegalArgumentException if a key cannot be sent in every place; the message does not show the key */
    public static WriteKeys of(List<String> keys) {
        for (int i = 0; i < keys.size(); i++) {
            if (!isSendable(keys.get(i))) {
                throw new IllegalArgumentException("anivia.elmer.keys: key " + (i + 1) + " of " + keys.size()
                        + " cannot be a user name and a header: use printable ASCII without spaces and colons");
            }
        }
        return new WriteKeys(new SecretSet(keys));
    }

    /** Whether there are no keys, and so every client may send. */
    public boolean areOff() {
        return keys.isEmpty();
    }

    /**
     * The position of the key that a request presents; empty if it presents none, or an unknown one. Only the first
     * place that is used counts: Basic's user, {@code X-Api-Key}, {@code ?key=}.
     */
    public OptionalInt find(HttpServerRequest request) {
        return user(request.getHeader(HttpHeaders.AUTHORIZATION))
                .or(() -> Optional.ofNullable(request.getHeader(HEADER)))
                .or(() -> Optional.ofNullable(request.getParam(PARAMETER)))
                .map(this::find).orElseGet(OptionalInt::empty);
    }

    OptionalInt find(String candidate) {
        return keys.indexOf(candidate);
    }

    /** The user of Basic (RFC 7617); its password does not matter. */
    static Optional<String> user(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            byte[] credentials = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
            return Optional.of(new String(credentials, StandardCharsets.UTF_8).split(":", 2)[0]);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** RFC 7617, section 2: a user name holds no colon. */
    private static boolean isSendable(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    }
}
