package io.anivia.destination.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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
import org.jspecify.annotations.Nullable;

/**
 * The connections of one endpoint, so that a slow destination takes none from another. Thread-safe; blocking.
 *
 * <p>It sends a request once: no retries, no redirects, no {@code Expect: 100-continue}, no authentication rounds.
 */
public final class HttpPool implements Closeable {

    /** Connections are renewed this often, so that a change in DNS or of servers behind a load balancer is noticed. */
    private static final TimeValue OLDEST_CONNECTION = TimeValue.ofMinutes(5);
    /** A connection unused this long is looked at before it is used, for servers close idle ones. */
    private static final TimeValue IDLE_BEFORE_CHECK = TimeValue.ofSeconds(1);
    private static final int CHUNK_BYTES = 4096;

    private final CloseableHttpClient client;
    private final Duration requestTimeout;

    private HttpPool(CloseableHttpClient client, Duration requestTimeout) {
        this.client = client;
        this.requestTimeout = requestTimeout;
    }

    /** Opens a pool; connections are made as they are needed. */
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
                // Otherwise a connection with a client certificate would not be shared between requests.
                .disableConnectionState();
        if (!settings.cookies()) {
            builder.disableCookieManagement();
        }
        return new HttpPool(builder.build(), settings.requestTimeout());
    }

    private static PoolingHttpClientConnectionManager connections(HttpSettings settings) {
        Timeout connectTimeout = Timeout.of(settings.connectTimeout());
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(settings.trust().strategy())
                .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connectTimeout).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connectTimeout)
                        .setSocketTimeout(Timeout.of(settings.responseTimeout()))
                        .setTimeToLive(OLDEST_CONNECTION)
                        .setValidateAfterInactivity(IDLE_BEFORE_CHECK)
                        .build())
                .setMaxConnTotal(settings.maxConnections())
                .setMaxConnPerRoute(settings.maxConnections())
                .build();
    }

    /**
     * Sends a request and reads the answer, whatever its status.
     *
     * @param request with an absolute URI, or a scheme and an authority; not sent before
     * @param maxBodyBytes how much of the answer's body is wanted; a longer one is cut and its connection closed
     * @throws IOException if no whole answer came; {@link FailureClassifier#of} knows whose fault that is
     */
    public HttpResponse send(HttpUriRequestBase request, int maxBodyBytes) throws IOException {
        // No other timeout ends an answer that comes in drops.
        CompletableFuture<Void> deadline =
                new CompletableFuture<Void>().orTimeout(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
        deadline.whenComplete((inTime, late) -> {
            if (late != null) {
                request.cancel();
            }
        });
        try {
            return exchange(request, maxBodyBytes);
        } catch (HttpException | IOException | IllegalStateException e) {
            // The last is how the client reports, at certain moments, that a request was cancelled or it was closed.
            if (deadline.isCompletedExceptionally()) {
                throw tooLate(e);
            }
            throw e instanceof IOException known ? known
                    : new IOException("not sent: " + e.getClass().getSimpleName(), e);
        } finally {
            deadline.complete(null);
            // Closes the connection, unless the answer was read to its end and has given it back. Closing the answer
            // instead would first read the rest of it, however long.
            request.cancel();
        }
    }

    private HttpResponse exchange(HttpUriRequestBase request, int maxBodyBytes) throws IOException, HttpException {
        ClassicHttpResponse response = client.executeOpen(RoutingSupport.determineHost(request), request, null);
        Instant at = Instant.now();
        Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        byte[] body = read(response.getEntity(), maxBodyBytes);
        return new HttpResponse(response.getCode(), retryAfter == null ? null : retryAfter.getValue(), body, at);
    }

    private static byte[] read(@Nullable HttpEntity entity, int maxBodyBytes) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        InputStream in = entity.getContent();
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int n = in.read(chunk); n >= 0 && body.size() < maxBodyBytes; n = in.read(chunk)) {
            body.write(chunk, 0, Math.min(n, maxBodyBytes - body.size()));
        }
        return body.toByteArray();
    }

    /** Not the cause: what the client throws then says less. */
    private IOException tooLate(Exception cut) {
        IOException late = new SocketTimeoutException("no whole answer within " + requestTimeout.toMillis() + " ms");
        late.addSuppressed(cut);
        return late;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
