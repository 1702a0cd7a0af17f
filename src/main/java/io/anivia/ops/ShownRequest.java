package io.anivia.ops;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.vertx.core.json.JsonObject;

/**
 * What is shown of a request that went to a destination, where values of events may not be: a route can put them into
 * headers and addresses too. Secrets are masked before. Pure functions.
 */
public final class ShownRequest {

    private static final String HIDDEN = "…";
    /** Headers that say how a body is sent, and an event's id; a value that is none of these may be of the event. */
    private static final Map<String, Pattern> SHOWN = Map.of(
            "authorization", Pattern.compile("(?:(?:Basic|Bearer|Splunk) )?\\*{3}"),
            "content-encoding", Pattern.compile("gzip|deflate|identity"),
            "content-length", Pattern.compile("\\d{1,12}"),
            "content-type", Pattern.compile("(?:application/(?:x-)?(?:json|ndjson|xml|octet-stream|x-www-form-urlencoded)"
                    + "|text/(?:xml|plain|csv))(?:; ?charset=utf-8)?", Pattern.CASE_INSENSITIVE),
            "x-anivia-id", Pattern.compile(".*", Pattern.DOTALL));
    private static final Pattern NONE = Pattern.compile("\\*{3}");
    private static final Pattern BEHIND_HOST = Pattern.compile("^(\\w+://[^/?#]*)[/?#].+$", Pattern.DOTALL);

    private ShownRequest() {
    }

    public static JsonObject headers(Map<String, String> headers, boolean showsValues) {
        JsonObject shown = new JsonObject();
        headers.forEach((name, value) -> shown.put(name,
                showsValues || SHOWN.getOrDefault(name.toLowerCase(Locale.ROOT), NONE).matcher(value).matches()
                        ? value : HIDDEN));
        return shown;
    }

    /** Path and query can be made of an event. */
    public static String url(String url, boolean showsValues) {
        return showsValues ? url : BEHIND_HOST.matcher(url).replaceFirst("$1/" + HIDDEN);
    }
}
