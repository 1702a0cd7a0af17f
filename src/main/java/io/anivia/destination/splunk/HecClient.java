package io.anivia.destination.splunk;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.anivia.destination.DeliveryException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Posts request bodies to one Event Collector, over connections of its own. Thread-safe; blocks its caller.
 *
 * <p>It does nothing by itself that would send an event twice or elsewhere: no retries (the destination does them), no
 * redirects. Nor does it keep cookies, which would hold it to one indexer behind a load balancer.
 */
final class HecClient implements Closeable {

    /**
     * How long to wait and how much to do at a time.
     *
     * @param connect for a connection, and again for TLS to be agreed
     * @param response for each piece of the answer
     * @param request for all of it, from taking a connection to the answer's end
     */
    record Limits(Duration connect, Duration response, Duration request, int maxConnections) {
    }

    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    /** So that indexers added behind a load balancer get their share of a sender that never falls idle. */
    private static final TimeValue CONNECTION_LIFETIME = TimeValue.ofMinutes(5);

    private final HecAddress address;
    private final String who;
    private final HttpHost target;
    private final String authorization;
    private final boolean gzip;
    private final Limits limits;
    private final CloseableHttpClient http;

    HecClient(HecAddress address, String token, boolean gzip, TlsSocketStrategy tls, Limits limits) {
        this.address = address;
        this.who = "Splunk HEC at " + address;
        this.target = new HttpHost(address.https() ? "https" : "http", address.host(), address.port());
        this.authorization = "Splunk " + token;
        this.gzip = gzip;
        this.limits = limits;
        this.http = HttpClients.custom()
                .setUserAgent("Anivia")
                .setConnectionManager(connections(tls, limits))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout(limits.request()))
                        .setResponseTimeout(timeout(limits.response()))
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    private static HttpClientConnectionManager connections(TlsSocketStrategy tls, Limits limits) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(tls)
                .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(timeout(limits.connect())).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout(limits.connect()))
                        .setSocketTimeout(timeout(limits.response()))
                        .setTimeToLive(CONNECTION_LIFETIME)
                        .build())
                .setMaxConnTotal(limits.maxConnections())
                .setMaxConnPerRoute(limits.maxConnections())
                .build();
    }

    /**
     * Posts one part of a batch; returns once the collector has taken it.
     *
     * @return the answer, which is {@linkplain HecAnswer#accepted() accepting}
     * @throws DeliveryException the part was refused, or whether it was taken is not known
     */
    HecAnswer post(HecBatch.Part part) throws DeliveryException {
        HttpPost request = new HttpPost(address.path());
        request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        request.setEntity(new ByteArrayEntity(part.body(), ContentType.APPLICATION_JSON, gzip ? "gzip" : null));
        HecAnswer answer = answer(request);
        if (!answer.accepted()) {
            throw answer.failure(who, part.first(), part.count());
        }
        return answer;
    }

    private HecAnswer answer(HttpPost request) throws DeliveryException {
        // An answer that comes in drops never trips the response timeout.
        CompletableFuture<Void> deadline = new CompletableFuture<Void>()
                .orTimeout(limits.request().toMillis(), TimeUnit.MILLISECONDS);
        deadline.whenComplete((done, late) -> {
            if (late != null) {
                request.cancel();
            }
        });
        try {
            return read(http.executeOpen(target, request, null), request);
        } catch (IOException | IllegalStateException e) {
            // The latter is how the HTTP client reports a request cancelled, or itself closed, at certain moments.
            if (deadline.isCompletedExceptionally()) {
                throw DeliveryException.passing(
                        who + " did not answer within " + limits.request().toMillis() + " ms", null, e);
            }
            throw HecFailure.of(e, who);
        } finally {
            deadline.complete(null);
        }
    }

    private static HecAnswer read(ClassicHttpResponse response, HttpPost request) throws IOException {
        try {
            byte[] body = body(response.getEntity());
            if (body.length > MAX_ANSWER_BYTES) {
                // Closing the response would read on to its end, to keep the connection.
                request.cancel();
            }
            Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
            return HecAnswer.read(response.getCode(), body, retryAfter == null ? null : retryAfter.getValue(),
                    Instant.now());
        } finally {
            // The answer stands, whatever becomes of the connection.
            Closer.closeQuietly(response);
        }
    }

    /** The body, or one byte more than is allowed of it. */
    private static byte[] body(@Nullable HttpEntity entity) throws IOException {
        return entity == null ? new byte[0] : entity.getContent().readNBytes(MAX_ANSWER_BYTES + 1);
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.of(duration);
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
