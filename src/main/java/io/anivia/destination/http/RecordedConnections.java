package io.anivia.destination.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Connections of Camel's {@code http:} that lead to an {@link HttpRecorder} in place of the network. Thread-safe. */
public final class RecordedConnections implements HttpClientConnectionManager {

    private final HttpRecorder recorder;

    public RecordedConnections(HttpRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public LeaseRequest lease(String id, HttpRoute route, Timeout timeout, @Nullable Object state) {
        return new LeaseRequest() {
            @Override
            public ConnectionEndpoint get(Timeout waiting) {
                return new RecordedConnection(route);
            }

            @Override
            public boolean cancel() {
                return false;
            }
        };
    }

    @Override
    public void release(ConnectionEndpoint endpoint, @Nullable Object newState, TimeValue validDuration) {
        endpoint.close(CloseMode.IMMEDIATE);
    }

    @Override
    public void connect(ConnectionEndpoint endpoint, TimeValue timeout, HttpContext context) {
        // There is nothing to connect to.
    }

    @Override
    public void upgrade(ConnectionEndpoint endpoint, HttpContext context) {
        // Nor to encrypt.
    }

    @Override
    public void close(CloseMode mode) {
        // Nothing is open.
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private final class RecordedConnection extends ConnectionEndpoint {

        private final HttpRoute route;

        RecordedConnection(HttpRoute route) {
            this.route = route;
        }

        /** The client's own class has no other yet that need not be overridden. */
        @Override
        @SuppressWarnings("deprecation")
        public ClassicHttpResponse execute(String id, ClassicHttpRequest request, HttpRequestExecutor executor,
                HttpContext context) throws IOException {
            return execute(request);
        }

        @Override
        public ClassicHttpResponse execute(String id, ClassicHttpRequest request, RequestExecutor executor,
                HttpContext context) throws IOException {
            return execute(request);
        }

        private ClassicHttpResponse execute(ClassicHttpRequest request) throws IOException {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Header header : request.getHeaders()) {
                headers.merge(header.getName(), String.valueOf(header.getValue()), (a, b) -> a + ", " + b);
            }
            byte[] body = request.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(request.getEntity());
            return response(new HttpRecorder.RecordedExchange(route.getTargetHost().toURI(), request.getMethod(),
                    request.getRequestUri(), headers, body));
        }

        private ClassicHttpResponse response(HttpRecorder.RecordedExchange exchange) throws IOException {
            try {
                HttpResponse recorded = recorder.exchange(exchange).toCompletableFuture().get();
                ClassicHttpResponse response = new BasicClassicHttpResponse(recorded.status());
                if (recorded.retryAfter() != null) {
                    response.setHeader("Retry-After", recorded.retryAfter());
                }
                response.setEntity(new StringEntity(recorded.body(), UTF_8));
                return response;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void setSocketTimeout(Timeout timeout) {
            // Nothing waits.
        }

        @Override
        public void close(CloseMode mode) {
            // Nothing is open.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
