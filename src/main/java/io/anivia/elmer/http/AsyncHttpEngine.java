package io.anivia.elmer.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.anivia.elmer.ElmerConfig;
import io.anivia.elmer.admission.MemoryQuota;
import io.anivia.elmer.admission.RateLimit;
import io.anivia.elmer.admission.WriteKeys;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code platform-http:} endpoints on Quarkus' own HTTP server without a thread for each request in flight:
 * {@code platform-http:/path?platformHttpEngine=#asyncHttpEngine}.
 *
 * <p>The route runs on the event loop, so its steps must not block. Bodies arrive as they were sent: no form is parsed,
 * nothing is inflated. Paths are exact. Why there is an engine of our own: {@code src/docs/adr/0003-http-engine.md}.
 */
@Singleton
@Named("asyncHttpEngine")
public final class AsyncHttpEngine implements PlatformHttpEngine {

    /** After Quarkus' CORS, authentication and headers; before its upload limit, which answers without a word. */
    private static final int ORDER = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1;

    private final Vertx vertx;
    private final Router router;
    private final BodyReader.Limits limits;
    private final MemoryQuota budget;
    private final Admission admission;
    private final Map<String, AtomicReference<@Nullable AsyncHttpConsumer>> consumers = new ConcurrentHashMap<>();
    private volatile boolean draining;

    @Inject
    AsyncHttpEngine(Vertx vertx, Router router, ElmerConfig config) {
        this.vertx = vertx;
        this.router = router;
        this.limits = new BodyReader.Limits(Math.toIntExact(config.maxBody().asLongValue()),
                config.receiveTimeout(), config.retryAfter());
        this.budget = new MemoryQuota(config.maxInFlight().asLongValue());
        this.admission = new Admission(WriteKeys.of(config.keys().orElse(List.of())), RateLimit.of(config));
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new AsyncHttpConsumer(endpoint, processor, this);
    }

    Vertx vertx() {
        return vertx;
    }

    BodyReader.Limits limits() {
        return limits;
    }

    public MemoryQuota budget() {
        return budget;
    }

    Admission admission() {
        return admission;
    }

    /** From now on the path is this consumer's. */
    void open(String path, AsyncHttpConsumer consumer) {
        consumers.computeIfAbsent(path, this::addRoute).set(consumer);
    }

    /** From now on the path is answered with 503, until another consumer opens it. */
    void close(String path, AsyncHttpConsumer consumer) {
        consumers.get(path).compareAndSet(consumer, null);
    }

    /** From now on every new request is answered with 503; those under way get their answers. */
    void drain() {
        draining = true;
    }

    /** An answer while there is nobody to process the request. */
    HttpReply stopped() {
        return HttpReply.error(503, "stopping or not started yet: send this payload again later")
                .retryAfter(limits.retryAfter());
    }

    private AtomicReference<@Nullable AsyncHttpConsumer> addRoute(String path) {
        admission.announce(path);
        var current = new AtomicReference<@Nullable AsyncHttpConsumer>();
        router.route(path).order(ORDER).handler(context -> handle(context, current.get()));
        return current;
    }

    private void handle(RoutingContext context, @Nullable AsyncHttpConsumer consumer) {
        if (consumer == null || draining) {
            EarlyResponse.answer(vertx, context.request(), stopped());
        } else {
            consumer.handle(context.request());
        }
    }
}
