package io.anivia.ops;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.vertx.core.json.JsonObject;

/**
 * What is shown of a request that went to a destination, where values of events may not be: a route can put them into
 * headers and addresses too. Secrets are masked before. Pure functions.
 */
public final class ShownRequest {

    private static final String HIDDEN = "…";
    /** Headers that say how a body is sent, or were put there by Anivia itself. */
    private static final Set<String> SHOWN = Set.of("accept", "accept-encoding", "authorization", "content-encoding",
            "content-length", "content-type", "host", "user-agent", "x-anivia-id");
    private static final Pattern PARAMETER = Pattern.compile("([?&][^=&]*=)[^&]*");

    private ShownRequest() {
    }

    public static JsonObject headers(Map<String, String> headers, boolean showsValues) {
        JsonObject shown = new JsonObject();
        headers.forEach((name, value) -> shown.put(name,
                showsValues || SHOWN.contains(name.toLowerCase(Locale.ROOT)) || value.equals("***") ? value : HIDDEN));
        return shown;
    }

    public static String url(String url, boolean showsValues) {
        return showsValues ? url : PARAMETER.matcher(url).replaceAll("$1" + HIDDEN);
    }
}
