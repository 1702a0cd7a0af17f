package io.anivia.destination.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one server, for as long as a transport is open. They are all sent back with each request, whatever
 * their path and age: they serve load balancers, which find a session by them. Not thread-safe.
 */
final class HttpCookies {

    /** A load balancer needs one or two; a new name beyond this number is ignored. */
    private static final int MAX_COOKIES = 50;

    private final Map<String, String> valuesByName = new LinkedHashMap<>();

    /** @param setCookieHeaders the values of a response's headers {@code Set-Cookie} */
    void receive(List<String> setCookieHeaders) {
        for (String header : setCookieHeaders) {
            Cookie cookie = ClientCookieDecoder.LAX.decode(header);
            if (cookie == null) {
                continue;
            }
            if (cookie.maxAge() != Cookie.UNDEFINED_MAX_AGE && cookie.maxAge() <= 0) {
                valuesByName.remove(cookie.name());
            } else if (valuesByName.size() < MAX_COOKIES || valuesByName.containsKey(cookie.name())) {
                valuesByName.put(cookie.name(), cookie.value());
            }
        }
    }

    /** The header {@code Cookie}; {@code null} if there is no cookie. */
    @Nullable String header() {
        return valuesByName.isEmpty() ? null : valuesByName.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue()).collect(Collectors.joining("; "));
    }
}
