package io.anivia.fakes;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a fake says over HTTP.
 *
 * @param headers without Content-Length, which is added
 * @param body text, sent as UTF-8
 */
public record Reply(int status, Map<String, String> headers, String body) {

    public Reply {
        headers = Map.copyOf(headers);
    }

    static Reply of(int status, String contentType, String body) {
        return new Reply(status, Map.of("Content-Type", contentType), body);
    }

    static Reply json(int status, String body) {
        return of(status, "application/json", body);
    }

    static Reply html(int status, String title) {
        return of(status, "text/html; charset=UTF-8",
                "<!doctype html><html><head><title>" + title + "</title></head><body><h1>" + title
                        + "</h1></body></html>");
    }

    static Reply plain(int status, String body) {
        return of(status, "text/plain; charset=UTF-8", body);
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }

    Reply withBody(String other) {
        return new Reply(status, headers, other);
    }
}
