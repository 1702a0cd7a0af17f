package io.anivia.elmer.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;

import io.anivia.common.LogThrottle;
import io.anivia.common.StackTrace;
import io.anivia.contract.MessageHeaders;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns each request into an exchange, and the exchange, on the thread that completes it, into an answer.
 *
 * <p>In: the body as {@code byte[]}; of the client's headers only {@link #LABELS} and
 * {@link MessageHeaders#TRACE_CONTEXT}, so that no client can set a header that Camel or Anivia would act on;
 * the peer's address. Out: the body, the status {@link Exchange#HTTP_RESPONSE_CODE} (default 200), {@code Content-Type}
 * and nothing else. A 503 always carries {@code Retry-After}. An exchange that fails is answered with 500 and logged,
 * at most once a second.
 */
final class AsyncHttpConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(AsyncHttpConsumer.class);

    /** Describe the payload; they become AMQP properties, which are short strings. */
    private static final String[] LABELS = {"Content-Type", "Content-Encoding"};
    /** Recommended minimum for {@code tracestate}. Each event carries it to each destination, so no more is kept. */
    private static final int LONGEST_TRACE = 512;
    /** AMQP 0-9-1, section 4.2.5.3, in UTF-8. */
    private static final int SHORT_STRING_BYTES = 255;

    private final AsyncHttpEngine engine;
    private final Set<String> methods;
    private final String allow;
    private final LogThrottle failures = new LogThrottle();

    AsyncHttpConsumer(PlatformHttpEndpoint endpoint, Processor processor, AsyncHttpEngine engine) {
        super(endpoint, processor);
        if (endpoint.isMatchOnUriPrefix() || endpoint.getPath().contains("{")) {
            throw new IllegalArgumentException(
                    "asyncHttpEngine serves exact paths; use another engine for " + endpoint.getPath());
        }
        this.engine = engine;
        this.methods = Method.parseList(endpoint.getHttpMethodRestrict()).stream().map(Method::name)
                .collect(Collectors.toUnmodifiableSet());
        this.allow = methods.stream().sorted().collect(Collectors.joining(", "));
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        engine.open(getEndpoint().getPath(), this);
    }

    @Override
    protected void doStop() throws Exception {
        engine.close(getEndpoint().getPath(), this);
        super.doStop();
    }

    /** Called on the request's event loop. */
    void handle(HttpServerRequest request) {
        if (!methods.contains(request.method().name())) {
            EarlyResponse.send(engine.vertx(), request,
                    HttpReply.error(405, "method not served here: use " + allow).allowing(allow));
        } else if (!isServing()) {
            EarlyResponse.send(engine.vertx(), request, engine.stopped());
        } else {
            engine.admission().refusal(request).ifPresentOrElse(
                    refusal -> EarlyResponse.send(engine.vertx(), request, refusal),
                    () -> new RequestExchange(request).start());
        }
    }

    private boolean isServing() {
        return isStarted() && !isSuspendingOrSuspended();
    }

    /** One request, from its first byte to its answer. */
    private final class RequestExchange {

        private final HttpServerRequest request;
        private final Context context;
        private final BodyReader body;

        RequestExchange(HttpServerRequest request) {
            this.request = request;
            this.context = engine.vertx().getOrCreateContext();
            this.body = new BodyReader(engine.vertx(), request, engine.limits(), engine.memory(), this::process);
        }

        void start() {
            body.start();
        }

        private void process(byte[] payload) {
            // Graceful shutdown may have begun while the body arrived.
            if (!isServing()) {
                body.release();
                engine.stopped().send(request.response());
                return;
            }
            Exchange exchange = createExchange(false);
            exchange.setPattern(ExchangePattern.InOut);
            fill(exchange.getIn(), payload);
            try {
                createUoW(exchange);
                getAsyncProcessor().process(exchange, doneSync -> completed(exchange));
            } catch (Exception e) {
                exchange.setException(e);
                completed(exchange);
            }
        }

        private void fill(Message message, byte[] payload) {
            message.setBody(payload);
            for (String name : LABELS) {
                String value = request.getHeader(name);
                if (value != null && isShortString(value)) {
                    message.setHeader(name, value);
                }
            }
            for (String name : MessageHeaders.TRACE_CONTEXT) {
                String value = request.getHeader(name);
                if (value != null && value.length() <= LONGEST_TRACE) {
                    message.setHeader(name, value);
                }
            }
            message.setHeader(VertxPlatformHttpConstants.REMOTE_ADDRESS, request.remoteAddress());
        }

        /** Called on the thread on which the route has ended. */
        private void completed(Exchange exchange) {
            if (Vertx.currentContext() == context) {
                finish(exchange);
                return;
            }
            try {
                context.runOnContext(now -> finish(exchange));
            } catch (RejectedExecutionException e) {
                LOG.debug("No answer to a request: the HTTP server has been closed", e);
                done(exchange);
            }
        }

        private void finish(Exchange exchange) {
            try {
                reply(exchange).send(request.response());
            } finally {
                body.release();
                done(exchange);
            }
        }

        private void done(Exchange exchange) {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    /** A label that does not fit is left out, so that the payload does not fail for it. */
    private static boolean isShortString(String value) {
        return value.length() <= SHORT_STRING_BYTES
                && value.getBytes(StandardCharsets.UTF_8).length <= SHORT_STRING_BYTES;
    }

    private HttpReply reply(Exchange exchange) {
        if (exchange.getException() != null) {
            return failed(exchange, exchange.getException());
        }
        try {
            return succeeded(exchange.getMessage());
        } catch (RuntimeException e) {
            return failed(exchange, e);
        }
    }

    private HttpReply succeeded(Message message) {
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        String contentType = message.getHeader(Exchange.CONTENT_TYPE, String.class);
        HttpReply reply = new HttpReply(status, body(message), contentType, Map.of());
        return status == 503 ? reply.retryAfter(engine.limits().retryAfter()) : reply;
    }

    private HttpReply failed(Exchange exchange, Throwable cause) {
        if (cause instanceof RejectedExecutionException && !isServing()) {
            return engine.stopped();
        }
        failures.now().ifPresent(before -> LOG.error("Route '{}' failed a request, which was answered with 500"
                + " ({} more since the last such line)", exchange.getFromRouteId(), before,
                StackTrace.withoutMessages(cause)));
        return HttpReply.error(500, "not taken, by a fault of this server: send this payload again later");
    }

    private static Buffer body(Message message) {
        Object body = message.getBody();
        if (body instanceof String text) {
            return Buffer.buffer(text);
        }
        byte @Nullable [] bytes = body instanceof byte[] same ? same : message.getBody(byte[].class);
        return bytes == null ? Buffer.buffer() : Buffer.buffer(bytes);
    }
}
