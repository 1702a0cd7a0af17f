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

/** What is said to one Event Collector, and how its answers are understood. Thread-safe; blocks its caller. */
final class HecClient {

    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final HecAddress address;
    private final String authorization;
    private final boolean gzip;

    HecClient(HecAddress address, String token, boolean gzip) {
        this.address = address;
        this.authorization = "Splunk " + token;
        this.gzip = gzip;
    }

    /**
     * Posts one part of a batch.
     *
     * @param channel {@code null} if no acknowledgement is wanted
     * @throws DeliveryException there was no answer
     */
    HecResponse post(HttpPool pool, @Nullable String channel, HecRequest.Part part) throws DeliveryException {
        HttpPost request = request(address.path());
        if (channel != null) {
            request.setHeader("X-Splunk-Request-Channel", channel);
        }
        request.setEntity(new ByteArrayEntity(part.body(), ContentType.APPLICATION_JSON, gzip ? "gzip" : null));
        return answer(pool, request);
    }

    /**
     * Asks what is indexed. Splunk tells it of each request once.
     *
     * @return those of the ids whose requests are; the others are pending, lost, or unknown
     * @throws DeliveryException there was no answer, or it tells nothing
     */
    Set<Long> acknowledged(HttpPool pool, String channel, List<Long> ids) throws DeliveryException {
        HttpPost request = request(address.ackPath() + "?channel=" + channel);
        request.setEntity(new StringEntity("{\"acks\":" + ids + "}", ContentType.APPLICATION_JSON));
        HecResponse answer = answer(pool, request);
        if (answer.acknowledged() == null) {
            throw answer.failure(this + ", asked for acknowledgements,", 0, 0);
        }
        return answer.acknowledged();
    }

    private HecResponse answer(HttpPool pool, HttpPost request) throws DeliveryException {
        try {
            return HecResponse.read(pool.send(request, MAX_ANSWER_BYTES));
        } catch (IOException e) {
            throw FailureClassifier.of(e, toString());
        }
    }

    private HttpPost request(String path) {
        HttpPost request = new HttpPost(path);
        request.setScheme(address.https() ? "https" : "http");
        // Not by way of a URI, which knows no host with an underscore.
        request.setAuthority(new URIAuthority(address.host(), address.port()));
        request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        return request;
    }

    /** Whom the requests go to, for messages. */
    @Override
    public String toString() {
        return "Splunk HEC at " + address;
    }
}
