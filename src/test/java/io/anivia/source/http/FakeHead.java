package io.anivia.source.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/** A request's head, as a test writes it. */
record FakeHead(String method, String path, @Nullable String query, Map<String, String> headers)
        implements RequestHead {

    static FakeHead of(String method, String target, String... namesAndValues) {
        int mark = target.indexOf('?');
        Map<String, String> headers = new HashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            headers.put(namesAndValues[at].toLowerCase(Locale.ROOT), namesAndValues[at + 1]);
        }
        return new FakeHead(method, mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1), headers);
    }

    @Override
    public @Nullable String parameter(String name) {
        return query == null ? null : new QueryStringDecoder(query, StandardCharsets.UTF_8, false).parameters()
                .getOrDefault(name, List.of()).stream().findFirst().orElse(null);
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }
}
