package io.anivia.elmer.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

import io.anivia.contract.MessageHeaders;
import io.anivia.source.SourceConsumer;
import io.anivia.source.http.PathTable.Match;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request, from its first byte to its answer: becomes an exchange in {@code direct:collect}, and is answered when
 * that has ended.
 *
 * <p>In: the body as {@code byte[]}; of the client's headers only {@link #LABELS}, {@link MessageHeaders#TRACE_CONTEXT}
 * and what its source forwards, so that no client can set a header that Camel or Anivia would act on; of the peer's
 * address what {@link SenderAddress} says. Out: if the status {@link Exchange#HTTP_RESPONSE_CODE} is an error, the body in words; else the payload is
 * safe. A 503 always carries {@code Retry-After}. An exchange that fails is answered with 500 and logged.
 */
final class CollectedRequest {

    private static final Logger LOG = LoggerFactory.getLogger(CollectedRequest.class);

    /** Describe the payload; they become AMQP properties, which are short strings. */
    private static final String[] LABELS = {"Content-Type", "Content-Encoding"};
    /** Recommended minimum for {@code tracestate}. Each event carries it to each destination, so no more is kept. */
    private static final int LONGEST_TRACE = 512;
    /** AMQP 0-9-1, section 4.2.5.3, in UTF-8. */
    private static final int SHORT_STRING_BYTES = 255;
    private static final int FIRST_ERROR = 400;

    private final CollectorServer server;
    private final HttpServerRequest request;
    private final ServerRequestHead head;
    private final Match<SourceConsumer> match;
    private final SourceConsumer source;
    private final Responder responder;
    private final @Nullable String keyName;
    private final Context context;
    private final BodyReader body;

    CollectedRequest(CollectorServer server, ServerRequestHead head, Match<SourceConsumer> match, SourceConsumer source,
            Responder responder, @Nullable String keyName) {
        this.server = server;
        this.request = head.request();
        this.head = head;
        this.match = match;
        this.source = source;
        this.responder = responder;
        this.keyName = keyName;
        this.context = server.vertx().getOrCreateContext();
        ElmerHttpConfig config = server.config();
        BodyReader.BodyLimits limits = new BodyReader.BodyLimits(
                Math.toIntExact(source.intake().maxBodyBytes(config.maxBody().asLongValue())), config.receiveTimeout(),
                config.retryAfter());
        this.body = new BodyReader(server.vertx(), request, limits, server.memory(),
                source.intake().takesEmptyBody(head.method()), this::process, responder::sendEarly);
    }

    void start() {
        body.start();
    }

    private void process(byte[] received) {
        // Graceful shutdown may have begun while the body arrived.
        if (!source.isServing()) {
            refuse(server.stopped());
            return;
        }
        Optional<byte[]> payload = received.length > 0 ? Optional.of(received)
                : source.intake().payloadWithoutBody(head);
        if (payload.isEmpty()) {
            refuse(HttpReply.error(400, "neither a body, nor a query or headers that this source takes for one:"
                    + " send the event in one of them"));
            return;
        }
        source.collect(payload.get(), headers(), this::completed);
    }

    private void refuse(HttpReply reply) {
        body.release();
        responder.send(reply);
    }

    private Map<String, Object> headers() {
        Map<String, Object> headers = new HashMap<>();
        for (String name : LABELS) {
            String value = request.getHeader(name);
            if (value != null && isShortString(value)) {
                headers.put(name, value);
            }
        }
        for (String name : MessageHeaders.TRACE_CONTEXT) {
            String value = request.getHeader(name);
            if (value != null && value.length() <= LONGEST_TRACE) {
                headers.put(name, value);
            }
        }
        if (keyName != null) {
            headers.put(MessageHeaders.KEY, keyName);
        }
        source.intake().forwarded(head, match.path(), match.variables())
                .ifPresent(parts -> headers.put(MessageHeaders.REQUEST, parts.toJson()));
        headers.put(MessageHeaders.ADDRESS, server.config().source().of(request.remoteAddress()));
        return headers;
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
            source.release(exchange);
        }
    }

    private void finish(Exchange exchange) {
        try {
            responder.send(reply(exchange));
        } finally {
            body.release();
            source.release(exchange);
        }
    }

    private HttpReply reply(Exchange exchange) {
        if (exchange.getException() != null) {
            return failed(exchange.getException());
        }
        try {
            return completed(exchange.getMessage());
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    private HttpReply completed(Message message) {
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        if (status < FIRST_ERROR) {
            return responder.accepted(message.getHeader(MessageHeaders.RECEIPT, "", String.class));
        }
        HttpReply reply = HttpReply.error(status, message.getBody(String.class));
        return status == 503 ? reply.retryAfter(server.config().retryAfter()) : reply;
    }

    private HttpReply failed(Throwable cause) {
        // Elmer's own route is suspended or stopped; or the whole program is being.
        boolean isStopped = cause instanceof DirectConsumerNotAvailableException
                || (cause instanceof RejectedExecutionException && !source.isServing());
        return isStopped ? server.stopped() : server.failures().reply(source.name(), cause);
    }

    /** A label that does not fit is left out, so that the payload does not fail for it. */
    private static boolean isShortString(String value) {
        return value.length() <= SHORT_STRING_BYTES
                && value.getBytes(StandardCharsets.UTF_8).length <= SHORT_STRING_BYTES;
    }
}
