package io.anivia.destination.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.slf4j.LoggerFactory;

/**
 * Bounds the size of a response, and the time of a whole exchange, of the HTTP client of a route's {@code http:}
 * endpoint, with {@code httpClientConfigurer: "#responseLimits"}. Immutable, thread-safe.
 *
 * <p>Camel reads a response to its end, because one that breaks off proves nothing; without a bound it would read an
 * endless one for ever, and no timeout of the client ends a response that arrives byte by byte. A response that exceeds
 * a bound is an {@link IOException}, and its connection is closed.
 */
@Singleton
@Named("responseLimits")
public final class ResponseLimits implements HttpClientConfigurer {

    private static final String DEPRECATED_NAME = "boundedAnswers";

    private final long maxBytes;
    private final Duration requestTimeout;

    @Inject
    ResponseLimits(HttpConfig config) {
        this(config.maxResponse().asLongValue(), config.requestTimeout());
    }

    /**
     * @param maxBytes of a response's body
     * @param requestTimeout from the wait for a free connection to the last byte of the response
     */
    public ResponseLimits(long maxBytes, Duration requestTimeout) {
        this.maxBytes = maxBytes;
        this.requestTimeout = requestTimeout;
    }

    /** The bean's name in an earlier release; made, with its warning, when the first route refers to it. */
    @Produces
    @Singleton
    @Named(DEPRECATED_NAME)
    static HttpClientConfigurer deprecatedName(HttpConfig config) {
        LoggerFactory.getLogger(ResponseLimits.class).warn("A route uses the deprecated bean #{}, which will be"
                + " removed; write httpClientConfigurer: \"#responseLimits\" instead", DEPRECATED_NAME);
        return new ResponseLimits(config);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        // A response is read, but not used. Decompressed, one that says gzip and has no body is an error; and no server
        // compresses without a header Accept-Encoding.
        builder.disableContentCompression();
        builder.addExecInterceptorFirst("response-limits", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        CompletableFuture<Void> deadline = new CompletableFuture<Void>()
                .orTimeout(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
        deadline.whenComplete((inTime, late) -> {
            if (late != null) {
                cancel(scope);
            }
        });
        boolean bodyFollows = false;
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (response.getEntity() != null) {
                response.setEntity(new BoundedEntity(response.getEntity(), deadline, () -> cancel(scope)));
                bodyFollows = true;
            }
            return response;
        } catch (IOException | HttpException | IllegalStateException e) {
            // The client reports a cancelled request as any of the three.
            if (deadline.isCompletedExceptionally()) {
                throw late(e);
            }
            throw e;
        } finally {
            if (!bodyFollows) {
                deadline.complete(null);
            }
        }
    }

    private static void cancel(ExecChain.Scope scope) {
        if (scope.originalRequest instanceof Cancellable request) {
            request.cancel();
        }
    }

    /** Suppressed and no cause: failures are judged by their innermost cause, and the client's says less than this. */
    private IOException late(Exception cancelled) {
        IOException late =
                new SocketTimeoutException("no complete response within " + requestTimeout.toMillis() + " ms");
        late.addSuppressed(cancelled);
        return late;
    }

    private final class BoundedEntity extends HttpEntityWrapper {

        private final CompletableFuture<Void> deadline;
        private final Runnable cancel;

        BoundedEntity(HttpEntity body, CompletableFuture<Void> deadline, Runnable cancel) {
            super(body);
            this.deadline = deadline;
            this.cancel = cancel;
        }

        @Override
        public InputStream getContent() throws IOException {
            return new BoundedInputStream(super.getContent(), deadline, cancel);
        }

        @Override
        public void close() throws IOException {
            deadline.complete(null);
            super.close();
        }
    }

    private final class BoundedInputStream extends FilterInputStream {

        private final CompletableFuture<Void> deadline;
        private final Runnable cancel;
        private long remaining = maxBytes;

        BoundedInputStream(InputStream body, CompletableFuture<Void> deadline, Runnable cancel) {
            super(body);
            this.deadline = deadline;
            this.cancel = cancel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read;
            try {
                read = super.read(bytes, offset, length);
            } catch (IOException | IllegalStateException e) {
                if (deadline.isCompletedExceptionally()) {
                    throw late(e);
                }
                throw e;
            }
            remaining -= Math.max(read, 0);
            if (remaining < 0) {
                cancel.run();
                throw new IOException("a response of more than " + maxBytes + " bytes");
            }
            if (read < 0) {
                deadline.complete(null);
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            deadline.complete(null);
            super.close();
        }
    }
}
