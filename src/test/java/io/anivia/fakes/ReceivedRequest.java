package io.anivia.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One request as it came over the wire.
 *
 * @param connection numbered from 1 in the order of arrival; two requests with the same number shared a connection
 * @param path as sent, neither decoded nor normalised
 * @param query without the question mark; empty if there was none
 * @param headers by name, in any case; repeated ones joined by {@code ", "}
 * @param body still encoded as {@code Content-Encoding} says; empty, too, if the fake does not remember
 */
public record ReceivedRequest(long connection, String method, String path, String query, Map<String, String> headers,
        byte[] body, Instant at) {

    /** The value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The decoded value of the first query parameter of this name. */
    public Optional<String> parameter(String name) {
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (key.equals(name)) {
                return Optional.of(equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        return Optional.empty();
    }

    /** The value of a cookie that came with the request. */
    public Optional<String> cookie(String name) {
        for (String pair : header("Cookie").orElse("").split(";")) {
            if (pair.strip().startsWith(name + "=")) {
                return Optional.of(pair.strip().substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    /** The body read as UTF-8, compressed or not. */
    public String text() {
        return new String(body, UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + path + " (" + body.length + " bytes, connection " + connection + ")";
    }
}
