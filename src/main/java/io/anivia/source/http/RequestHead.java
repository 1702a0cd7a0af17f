package io.anivia.source.http;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** A request's line and headers: all that is known of it before its body is read, and all that Elmer looks at. */
public interface RequestHead {

    String method();

    /** Normalized, without the query, not decoded. */
    String path();

    /** As sent, but with {@code %25} for a percent sign that encodes nothing; {@code null} if there is none. */
    @Nullable String query();

    /** The first of that name in the query, decoded. */
    @Nullable String parameter(String name);

    /** Of several with one name the first; names in lower case. */
    Map<String, String> headers();

    /** The first of that name, in any case of letters. */
    @Nullable String header(String name);
}
