package io.anivia.ops;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.anivia.contract.ShownHeaders;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a request that went to a destination, where values of events may not be: a route can put them into
 * headers and addresses too. Secrets are masked before. Pure functions.
 */
public final class ShownRequest {

    private static final String HIDDEN = "…";
    /** Headers that say how a body is sent, and an event's id; a value that is none of these may be of the event. */
    private static final Map<String, Pattern> SHOWN = Map.of(
            "authorization", Pattern.compile("(?:(?:Basic|Bearer|Splunk) )?\\*{3}"),
            "content-length", Pattern.compile("\\d{1,12}"),
            "x-anivia-id", Pattern.compile(".*", Pattern.DOTALL));
    private static final Pattern NONE = Pattern.compile("\\*{3}");
    private static final Pattern BEHIND_HOST = Pattern.compile("^(\\w+://[^/?#]*)[/?#].+$", Pattern.DOTALL);

    private ShownRequest() {
    }

    public static JsonObject headers(Map<String, String> headers, boolean showsValues) {
        JsonObject shown = new JsonObject();
        headers.forEach((name, value) -> shown.put(name,
                showsValues ? value : header(name.toLowerCase(Locale.ROOT), value)));
        return shown;
    }

    private static @Nullable String header(String name, String value) {
        return switch (name) {
            case "content-encoding" -> ShownHeaders.contentEncoding(value);
            case "content-type" -> ShownHeaders.contentType(value);
            default -> SHOWN.getOrDefault(name, NONE).matcher(value).matches() ? value : HIDDEN;
        };
    }

    /** Path and query can be made of an event. */
    public static String url(String url, boolean showsValues) {
        return showsValues ? url : BEHIND_HOST.matcher(url).replaceFirst("$1/" + HIDDEN);
    }
}
