package io.anivia.destination.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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

/**
 * Bounds what a route's {@code http:} endpoint takes for an answer, in bytes and in time:
 * {@code httpClientConfigurer: "#boundedAnswers"}.
 *
 * <p>Camel reads an answer to its end, as it should, for one that breaks off proves nothing; but it would read an endless
 * one for ever. What is too large or too late fails the delivery; its connection is closed.
 */
@Singleton
@Named("boundedAnswers")
public final class ResponseLimits implements HttpClientConfigurer {

    private final long mostBytes;
    private final Duration requestTimeout;

    @Inject
    ResponseLimits(HttpConfig config) {
        this(config.maxAnswer().asLongValue(), config.requestTimeout());
    }

    public ResponseLimits(long mostBytes, Duration requestTimeout) {
        this.mostBytes = mostBytes;
        this.requestTimeout = requestTimeout;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        // Outside of the one that inflates: a small answer may unfold to a large one.
        builder.addExecInterceptorFirst("bounded-answers", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        CompletableFuture<Void> deadline = new CompletableFuture<Void>()
                .orTimeout(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
        deadline.whenComplete((nothing, late) -> {
            if (late != null) {
                cancel(scope);
            }
        });
        boolean open = false;
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (response.getEntity() != null) {
                response.setEntity(new Bounded(response.getEntity(), deadline, () -> cancel(scope)));
                open = true;
            }
            return response;
        } catch (IOException e) {
            throw deadline.isCompletedExceptionally() ? late(e) : e;
        } finally {
            if (!open) {
                deadline.complete(null);
            }
        }
    }

    private static void cancel(ExecChain.Scope scope) {
        if (scope.originalRequest instanceof Cancellable request) {
            request.cancel();
        }
    }

    private IOException late(IOException cause) {
        SocketTimeoutException late =
                new SocketTimeoutException("no whole answer within " + requestTimeout.toMillis() + " ms");
        late.initCause(cause);
        return late;
    }

    private final class Bounded extends HttpEntityWrapper {

        private final CompletableFuture<Void> deadline;
        private final Runnable cancel;

        Bounded(HttpEntity answer, CompletableFuture<Void> deadline, Runnable cancel) {
            super(answer);
            this.deadline = deadline;
            this.cancel = cancel;
        }

        @Override
        public InputStream getContent() throws IOException {
            return new BoundedStream(super.getContent(), deadline, cancel);
        }

        @Override
        public void close() throws IOException {
            deadline.complete(null);
            super.close();
        }
    }

    private final class BoundedStream extends FilterInputStream {

        private final CompletableFuture<Void> deadline;
        private final Runnable cancel;
        private long left = mostBytes;

        BoundedStream(InputStream answer, CompletableFuture<Void> deadline, Runnable cancel) {
            super(answer);
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
            } catch (IOException e) {
                throw deadline.isCompletedExceptionally() ? late(e) : e;
            }
            left -= Math.max(read, 0);
            if (left < 0) {
                cancel.run();
                throw new IOException("an answer of more than " + mostBytes + " bytes");
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
