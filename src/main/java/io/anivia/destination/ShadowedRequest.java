package io.anivia.destination;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a shadow would have sent.
 *
 * @param events the ids of its events, or of the first of them
 * @param eventCount how many events there are
 * @param sent {@code null}: its route has sent nothing
 * @param failure why the route has not come to its end; {@code null} if it has
 */
public record ShadowedRequest(Instant at, List<String> events, int eventCount, @Nullable Sent sent,
        @Nullable String failure) {

    /**
     * The request, without its secrets.
     *
     * @param body decompressed; perhaps only its beginning
     * @param bodyBytes of all of it, as it would be sent
     */
    public record Sent(String method, String url, Map<String, String> headers, String body, int bodyBytes) {
    }
}
