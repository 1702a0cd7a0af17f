package io.anivia.destination.http;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP connections of one endpoint, so that a slow destination takes none from another. Thread-safe; blocking.
 *
 * <p>A request is sent once: no retries, no redirects, no {@code Expect: 100-continue}, no authentication rounds.
 */
public final class HttpPool implements Closeable {

    /** Age at which a connection is replaced, so that a change in DNS or behind a load balancer takes effect. */
    private static final TimeValue MAX_CONNECTION_AGE = TimeValue.ofMinutes(5);
    /** Idle time after which a connection is checked before it is used, because servers close idle connections. */
    private static final TimeValue IDLE_BEFORE_CHECK = TimeValue.ofSeconds(1);

    private final CloseableHttpClient client;

    private HttpPool(CloseableHttpClient client) {
        this.client = client;
    }

    /** Opens a pool; connections are opened as they are needed. */
    public static HttpPool open(HttpSettings settings) {
        HttpClientBuilder builder = HttpClientBuilder.create()
                .setConnectionManager(connections(settings))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(settings.requestTimeout()))
                        .setResponseTimeout(Timeout.of(settings.responseTimeout()))
                        .setExpectContinueEnabled(false)
                        .build())
                .setUserAgent("anivia")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableAuthCaching()
                // With it, a connection with a client certificate is not shared between requests.
                .disableConnectionState();
        if (!settings.cookies()) {
            builder.disableCookieManagement();
        }
        // Bounds the time only: send() cuts long bodies, for the status alone says what a response means.
        new ResponseLimits(Long.MAX_VALUE, settings.requestTimeout()).configureHttpClient(builder);
        return new HttpPool(builder.build());
    }

    private static PoolingHttpClientConnectionManager connections(HttpSettings settings) {
        Timeout connectTimeout = Timeout.of(settings.connectTimeout());
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(settings.trust().strategy())
                .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connectTimeout).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connectTimeout)
                        .setSocketTimeout(Timeout.of(settings.responseTimeout()))
                        .setTimeToLive(MAX_CONNECTION_AGE)
                        .setValidateAfterInactivity(IDLE_BEFORE_CHECK)
                        .build())
                .setMaxConnTotal(settings.maxConnections())
                .setMaxConnPerRoute(settings.maxConnections())
                .build();
    }

    /**
     * Sends a request and reads the response, whatever its status.
     *
     * @param request with an absolute URI, or a scheme and an authority; not sent before
     * @param maxBodyBytes a longer response body is cut, and its connection closed
     * @throws IOException if no complete response came; {@link FailureClassifier#of} classifies it
     */
    public HttpResponse send(HttpUriRequestBase request, int maxBodyBytes) throws IOException {
        try {
            ClassicHttpResponse response = client.executeOpen(RoutingSupport.determineHost(request), request, null);
            Instant at = Instant.now();
            Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
            HttpEntity entity = response.getEntity();
            byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes(maxBodyBytes);
            return new HttpResponse(response.getCode(), retryAfter == null ? null : retryAfter.getValue(), body, at);
        } catch (HttpException | IllegalStateException e) {
            // The client throws the latter if it was closed.
            throw new IOException("not sent: " + e.getClass().getSimpleName(), e);
        } finally {
            // Closes the connection, unless the response was read to its end, which has returned the connection to the
            // pool. Closing the response instead would first read the rest of it, however long.
            request.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
