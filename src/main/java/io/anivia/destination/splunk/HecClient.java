package io.anivia.destination.splunk;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.http.HttpPool;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/** The HTTP requests to one Event Collector. Thread-safe; blocking. */
final class HecClient {

    private static final int MAX_RESPONSE_BYTES = 64 * 1024;

    private final HecAddress address;
    private final String authorization;
    private final boolean gzip;

    HecClient(HecAddress address, String token, boolean gzip) {
        this.address = address;
        this.authorization = "Splunk " + token;
        this.gzip = gzip;
    }

    /**
     * Posts one request body.
     *
     * @param channel {@code null} for events without acknowledgement
     * @throws DeliveryException there was no response
     */
    HecResponse post(HttpPool pool, @Nullable String channel, HecRequestBody body) throws DeliveryException {
        HttpPost request = request(address.path());
        if (channel != null) {
            request.setHeader("X-Splunk-Request-Channel", channel);
        }
        request.setEntity(new ByteArrayEntity(body.bytes(), ContentType.APPLICATION_JSON, gzip ? "gzip" : null));
        return send(pool, request);
    }

    /**
     * Polls for acknowledgements. Splunk reports each acknowledged request once.
     *
     * @return the ids whose requests are indexed; the other requests are pending, lost, or unknown
     * @throws DeliveryException there was no response, or one without acknowledgements
     */
    Set<Long> acknowledged(HttpPool pool, String channel, List<Long> ids) throws DeliveryException {
        HttpPost request = request(address.ackPath() + "?channel=" + channel);
        request.setEntity(new StringEntity("{\"acks\":" + ids + "}", ContentType.APPLICATION_JSON));
        HecResponse response = send(pool, request);
        if (response.acknowledged() == null) {
            throw response.failure(this + ", polled for acknowledgements,", 0, 0);
        }
        return response.acknowledged();
    }

    private HecResponse send(HttpPool pool, HttpPost request) throws DeliveryException {
        try {
            return HecResponse.read(pool.send(request, MAX_RESPONSE_BYTES));
        } catch (IOException e) {
            throw FailureClassifier.of(e, toString());
        }
    }

    private HttpPost request(String path) {
        HttpPost request = new HttpPost(path);
        request.setScheme(address.https() ? "https" : "http");
        // A java.net.URI refuses host names with an underscore.
        request.setAuthority(new URIAuthority(address.host(), address.port()));
        request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        return request;
    }

    /** The server, for messages. */
    @Override
    public String toString() {
        return "Splunk HEC at " + address;
    }
}
