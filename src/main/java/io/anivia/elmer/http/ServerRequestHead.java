package io.anivia.elmer.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.anivia.source.http.RequestHead;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The head of a request to this server. */
record ServerRequestHead(HttpServerRequest request, String path) implements RequestHead {

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public @Nullable String query() {
        return request.query();
    }

    @Override
    public @Nullable String parameter(String name) {
        return request.query() == null ? null : request.getParam(name);
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }
}
