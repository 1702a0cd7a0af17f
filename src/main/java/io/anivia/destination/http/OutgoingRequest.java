package io.anivia.destination.http;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request to the server of an {@link HttpTransport}.
 *
 * @param target path and query, as they are sent
 * @param headers without {@code Host}, {@code Content-Length} and {@code User-Agent}, which the transport adds
 * @param body as it is sent; not changed afterwards
 * @param observation sees it and its response; {@code null}: nothing does
 */
public record OutgoingRequest(String method, String target, Map<String, String> headers, byte[] body,
        @Nullable HttpObservation observation) {

    public OutgoingRequest(String method, String target, Map<String, String> headers, byte[] body) {
        this(method, target, headers, body, null);
    }
}
