package io.anivia.contract;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What may be shown of the headers that say how a body was sent: well-known values. Others are a client's own words, in
 * which an event or a secret may be; {@code …} stands for them. Pure functions.
 */
public final class ShownHeaders {

    private static final String HIDDEN = "…";
    private static final Set<String> TYPES = Set.of("application/cloudevents+json", "application/cloudevents-batch+json",
            "application/json", "application/ndjson", "application/octet-stream", "application/protobuf", "application/xml",
            "application/x-json", "application/x-ndjson", "application/x-protobuf", "application/x-www-form-urlencoded",
            "application/x-xml", "multipart/form-data", "text/csv", "text/html", "text/plain", "text/xml");
    private static final Pattern CHARSET =
            Pattern.compile("\\s*charset=\"?(?:utf-8|us-ascii|iso-8859-1)\"?\\s*", Pattern.CASE_INSENSITIVE);
    private static final Set<String> ENCODINGS = Set.of("br", "deflate", "gzip", "identity", "x-gzip", "zstd");

    private ShownHeaders() {
    }

    /** A well-known type; of its parameters the charset only. {@code null} if there is none. */
    public static @Nullable String contentType(@Nullable String value) {
        if (value == null) {
            return null;
        }
        int end = value.indexOf(';');
        String type = end < 0 ? value : value.substring(0, end);
        if (!TYPES.contains(type.strip().toLowerCase(Locale.ROOT))) {
            return HIDDEN;
        }
        return end < 0 || CHARSET.matcher(value.substring(end + 1)).matches() ? value : type + "; " + HIDDEN;
    }

    /** A well-known encoding; {@code null} if there is none. */
    public static @Nullable String contentEncoding(@Nullable String value) {
        return value == null || ENCODINGS.contains(value.strip().toLowerCase(Locale.ROOT)) ? value : HIDDEN;
    }
}
