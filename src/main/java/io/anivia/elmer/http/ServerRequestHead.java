package io.anivia.elmer.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.anivia.source.http.RequestHead;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request to this server.
 *
 * <p>A percent sign in the query that two hexadecimal digits do not follow is itself, as in <a
 * href="https://url.spec.whatwg.org/#percent-decode">forms</a>: browsers send {@code ?title=100%} so. Used on the
 * request's event loop.
 */
final class ServerRequestHead implements RequestHead {

    private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

    private final HttpServerRequest request;
    private final String path;
    private final @Nullable String query;
    /** The first of each name, in any case of letters. Made when it is first asked for. */
    private @Nullable Map<String, String> parameters;

    /** @param path normalized */
    ServerRequestHead(HttpServerRequest request, String path) {
        this.request = request;
        this.path = path;
        String sent = request.query();
        this.query = sent == null || sent.indexOf('%') < 0 ? sent : LONE_PERCENT.matcher(sent).replaceAll("%25");
    }

    HttpServerRequest request() {
        return request;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        return path;
    }

    /** As sent, but with {@code %25} for a lone percent sign. */
    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public @Nullable String parameter(String name) {
        if (query == null) {
            return null;
        }
        Map<String, String> found = parameters;
        if (found == null) {
            Map<String, String> first = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            new QueryStringDecoder(query, StandardCharsets.UTF_8, false).parameters()
                    .forEach((each, values) -> first.putIfAbsent(each, values.get(0)));
            found = first;
            parameters = first;
        }
        return found.get(name);
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
