package io.anivia.ops.admin;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.anivia.common.SecretSet;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates calls of the admin API. With tokens, a call has to present one. Without, the port has to be bound to
 * loopback; and since a web page in a browser on this machine could call it too, only with a loopback name as host (DNS
 * rebinding) and not from the page of another site (CSRF).
 */
final class AdminAuthFilter {

    private static final String BEARER = "bearer ";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final SecretSet tokens;
    private final boolean isLoopback;

    /** @param host what the management port is bound to */
    AdminAuthFilter(List<String> tokens, String host) {
        this.tokens = new SecretSet(tokens.stream().map(String::strip).filter(token -> !token.isEmpty()).toList());
        this.isLoopback = isLoopback(host);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // Then the port cannot be bound either; until it is, take the careful side.
            return false;
        }
    }

    /**
     * @param host what the caller calls this program: {@code Host}, or HTTP/2's {@code :authority}
     * @throws HttpProblem if it may not
     */
    void check(HttpMethod method, @Nullable String host, MultiMap headers) {
        if (!tokens.isEmpty()) {
            checkToken(headers.get(HttpHeaders.AUTHORIZATION));
        } else if (!isLoopback) {
            throw new HttpProblem(403, "the management port can be reached from elsewhere and anivia.admin.token is not"
                    + " set: set ANIVIA_ADMIN_TOKEN, or bind the port to loopback (QUARKUS_MANAGEMENT_HOST=127.0.0.1)");
        } else {
            checkBrowser(host, headers);
        }
        // A page of another site can send JSON, or DELETE, only after a preflight, which is never answered.
        if (method.equals(HttpMethod.POST) && !isJson(headers.get(HttpHeaders.CONTENT_TYPE))) {
            throw new HttpProblem(415, "send it with Content-Type: application/json");
        }
    }

    private void checkToken(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                || !tokens.contains(authorization.substring(BEARER.length()).strip())) {
            throw new HttpProblem(401, "send Authorization: Bearer, with a token of anivia.admin.token");
        }
    }

    private static void checkBrowser(@Nullable String host, MultiMap headers) {
        if (host == null || !LOOPBACK.contains(withoutPort(host).toLowerCase(Locale.ROOT))) {
            throw new HttpProblem(403, "without anivia.admin.token only localhost, 127.0.0.1 and [::1] are answered:"
                    + " use one of these, or set ANIVIA_ADMIN_TOKEN");
        }
        String origin = headers.get(HttpHeaders.ORIGIN);
        String site = headers.get("Sec-Fetch-Site");
        boolean isForeign = origin != null && !host.equalsIgnoreCase(authority(origin))
                || site != null && !site.equals("same-origin") && !site.equals("none");
        if (isForeign) {
            throw new HttpProblem(403, "a web page of another site asked for this: without anivia.admin.token none is"
                    + " let in");
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.indexOf(']') ? host.substring(0, colon) : host;
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";")[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
