package io.anivia.elmer.admission;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Where a client shows its key; the first of these that is there counts. */
public final class PresentedKey {

    private static final String BASIC = "Basic ";
    private static final String HEADER = "X-Api-Key";
    /** For beacons, which cannot set a header. */
    private static final String PARAMETER = "key";

    private PresentedKey() {
    }

    public static Optional<String> in(HttpServerRequest request) {
        return user(request.getHeader(HttpHeaders.AUTHORIZATION))
                .or(() -> Optional.ofNullable(request.getHeader(HEADER)))
                .or(() -> Optional.ofNullable(request.getParam(PARAMETER)));
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
}
