package io.anivia.ops.admin;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.anivia.common.SecretMask;
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

    private final AdminTokens tokens;
    private final boolean isLoopback;

    /** @param host what the management port is bound to */
    AdminAuthFilter(AdminTokens tokens, String host) {
        this.tokens = tokens;
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
     * @param query the parameters of the query
     * @throws HttpProblem if it may do nothing
     */
    AdminCaller check(HttpMethod method, @Nullable String host, MultiMap headers, MultiMap query) {
        refuseTokenIn(query);
        AdminCaller caller = AdminCaller.LOCAL;
        if (!tokens.isEmpty()) {
            caller = callerOf(headers.get(HttpHeaders.AUTHORIZATION));
        } else if (!isLoopback) {
            throw new HttpProblem(403, "the management port can be reached from elsewhere and anivia.admin.token is not"
                    + " set: set ANIVIA_ADMIN_TOKEN, or bind the port to loopback (QUARKUS_MANAGEMENT_HOST=127.0.0.1)");
        } else {
            checkBrowser(host, headers);
        }
        // A page of another site can send a form without a preflight; and after one it knows no token, or has an origin.
        if (method.equals(HttpMethod.POST) && !isJson(headers.get(HttpHeaders.CONTENT_TYPE))) {
            throw new HttpProblem(415, "send it with Content-Type: application/json");
        }
        return caller;
    }

    /** A URL is kept in histories and in the logs of proxies. */
    private void refuseTokenIn(MultiMap query) {
        for (Map.Entry<String, String> each : query) {
            if (SecretMask.isSecretParameter(each.getKey())
                    || tokens.caller(withoutScheme(each.getValue().strip())).isPresent()) {
                throw new HttpProblem(400, "a token does not belong into a URL, which is kept in histories and logs: send"
                        + " Authorization: Bearer, and replace this token");
            }
        }
    }

    private static boolean isBearer(String text) {
        return text.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    private static String withoutScheme(String text) {
        return isBearer(text) ? text.substring(BEARER.length()).strip() : text;
    }

    private AdminCaller callerOf(@Nullable String authorization) {
        return Optional.ofNullable(authorization)
                .filter(AdminAuthFilter::isBearer)
                .flatMap(header -> tokens.caller(withoutScheme(header)))
                .orElseThrow(() -> new HttpProblem(401,
                        "send Authorization: Bearer, with a token of anivia.admin.token"));
    }

    /**
     * Metrics and health are answered without a token; but not to the page of a site whose name leads to this machine.
     *
     * @throws HttpProblem 403 if the port is bound to loopback, there are no tokens and this is no name of loopback
     */
    void checkHost(String host) {
        if (tokens.isEmpty() && isLoopback && !isLoopbackName(host)) {
            throw foreignHost();
        }
    }

    private static boolean isLoopbackName(String host) {
        return LOOPBACK.contains(withoutPort(host).toLowerCase(Locale.ROOT));
    }

    private static HttpProblem foreignHost() {
        return new HttpProblem(403, "without anivia.admin.token only localhost, 127.0.0.1 and [::1] are answered:"
                + " use one of these, or set ANIVIA_ADMIN_TOKEN");
    }

    private static void checkBrowser(@Nullable String host, MultiMap headers) {
        if (host == null || !isLoopbackName(host)) {
            throw foreignHost();
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
