package io.anivia.elmer.http;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.elmer.admission.MemoryQuota;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
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
 * nothing is inflated. Paths are exact. Why Elmer has an engine of its own: {@code src/docs/adr/0003-http-engine.md}.
 */
@Singleton
@Named("asyncHttpEngine")
final class AsyncHttpEngine implements PlatformHttpEngine {

    /** After Quarkus' CORS, authentication and headers; before its upload limit, which closes without an answer. */
    private static final int ORDER = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1;

    private final Vertx vertx;
    private final Router router;
    private final Admission admission;
    private final MemoryQuota memory;
    private final BodyReader.BodyLimits limits;
    private final int maxPipelined;
    private final Map<String, AtomicReference<@Nullable AsyncHttpConsumer>> consumers = new ConcurrentHashMap<>();
    private volatile boolean draining;

    @Inject
    AsyncHttpEngine(Vertx vertx, Router router, ElmerHttpConfig config, Admission admission, MemoryQuota memory) {
        this.vertx = vertx;
        this.router = router;
        this.admission = admission;
        this.memory = memory;
        this.limits = new BodyReader.BodyLimits(Math.toIntExact(config.maxBody().asLongValue()),
                config.receiveTimeout(), config.retryAfter());
        this.maxPipelined = config.maxPipelined();
    }

    /** What holds for every request to this server, whatever its path: the limit of pipelining, answers in JSON. */
    void prepare(@Observes Router everyPath) {
        everyPath.route().order(Integer.MIN_VALUE).handler(context -> {
            PipeliningLimit.install(context.request(), maxPipelined);
            context.next();
        });
        everyPath.errorHandler(404, context -> EarlyResponse.send(vertx, context.request(),
                HttpReply.error(404, "no such path: events go to POST /v1/events")));
        // Before Quarkus' own handler, which logs each as an error, with its query string.
        everyPath.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == 400) {
                EarlyResponse.send(vertx, context.request(), HttpReply.error(400,
                        "not a valid HTTP request: it needs a Host and a path that can be decoded"));
            } else {
                context.next();
            }
        });
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new AsyncHttpConsumer(endpoint, processor, this);
    }

    Vertx vertx() {
        return vertx;
    }

    BodyReader.BodyLimits limits() {
        return limits;
    }

    MemoryQuota memory() {
        return memory;
    }

    Admission admission() {
        return admission;
    }

    /** From now on this consumer serves the path. */
    void open(String path, AsyncHttpConsumer consumer) {
        consumers.computeIfAbsent(path, this::addRoute).set(consumer);
    }

    /** From now on the path is answered with 503, until another consumer opens it. */
    void close(String path, AsyncHttpConsumer consumer) {
        Objects.requireNonNull(consumers.get(path)).compareAndSet(consumer, null);
    }

    /** From now on every new request is answered with 503; requests under way still get their answers. */
    void drain() {
        draining = true;
    }

    /** The answer while no route processes requests. */
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
            EarlyResponse.send(vertx, context.request(), stopped());
        } else {
            consumer.handle(context.request());
        }
    }
}
