package io.anivia.destination.splunk;

import java.io.IOException;

import io.anivia.destination.DeliveryException;
import io.anivia.destination.http.HttpFaults;
import io.anivia.destination.http.HttpPool;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.net.URIAuthority;

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
     * Posts one part of a batch; returns once the collector has taken it.
     *
     * @return the answer, which is {@linkplain HecAnswer#accepted() accepting}
     * @throws DeliveryException the part was refused, or whether it was taken is not known
     */
    HecAnswer post(HttpPool pool, HecBatch.Part part) throws DeliveryException {
        HttpPost request = request(address.path());
        request.setEntity(new ByteArrayEntity(part.body(), ContentType.APPLICATION_JSON, gzip ? "gzip" : null));
        HecAnswer answer = answer(pool, request);
        if (!answer.accepted()) {
            throw answer.failure(toString(), part.first(), part.count());
        }
        return answer;
    }

    private HecAnswer answer(HttpPool pool, HttpPost request) throws DeliveryException {
        try {
            return HecAnswer.read(pool.send(request, MAX_ANSWER_BYTES));
        } catch (IOException e) {
            throw HttpFaults.of(e, toString());
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
