package io.anivia.elmer.http;

import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.elmer.admission.MemoryQuota;
import io.anivia.source.SourceConsumer;
import io.anivia.source.Sources;
import io.anivia.source.http.PathTable.Match;
import io.anivia.source.http.PathTable.Target;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Serves the paths of all sources on Quarkus' own HTTP server, without a thread for each request in flight: the routes
 * run on the event loop, so their steps must not block. Bodies arrive as they were sent: no form is parsed, nothing is
 * inflated. Why Elmer has a server side of its own: {@code src/docs/adr/0003-http-engine.md}.
 */
@Singleton
public final class CollectorServer {

    /** After Quarkus' authentication and headers; before its upload limit, which closes without an answer. */
    private static final int ORDER = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1;

    private final Vertx vertx;
    private final Sources sources;
    private final Admission admission;
    private final MemoryQuota memory;
    private final ElmerHttpConfig config;
    private final AnswerCounts counts;
    private final RequestFailures failures = new RequestFailures();
    private volatile boolean open;
    private volatile boolean draining;

    @Inject
    CollectorServer(Vertx vertx, Sources sources, ElmerHttpConfig config, Admission admission, MemoryQuota memory,
            AnswerCounts counts) {
        this.vertx = vertx;
        this.sources = sources;
        this.config = config;
        this.admission = admission;
        this.memory = memory;
        this.counts = counts;
    }

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            PipeliningLimit.install(context.request(), config.maxPipelined());
            if (isPathReadable(context)) {
                context.next();
            } else {
                context.fail(400);
            }
        });
        router.errorHandler(404, context -> refuse(context, HttpReply.error(404,
                "no such path: each source in routes/sources says which it serves, such as POST /v1/events")));
        // Before Quarkus' own handler, which logs each as an error, with its query string.
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == 400) {
                refuse(context, HttpReply.error(400,
                        "not a valid HTTP request: it needs a Host and a path that can be decoded"));
            } else {
                context.next();
            }
        });
        router.route().order(ORDER).handler(this::handle);
    }

    private static boolean isPathReadable(RoutingContext context) {
        try {
            return context.normalizedPath() != null;
        } catch (IllegalArgumentException notEncoded) {
            return false;
        }
    }

    /** A request to no source. */
    private void refuse(RoutingContext context, HttpReply reply) {
        counts.count(AnswerCounts.NO_SOURCE, reply.status());
        EarlyResponse.send(vertx, context.request(), reply);
    }

    /** Warns of names of keys that no key has; after sources have changed. */
    public void announceKeys() {
        admission.announceKeys(sources.all());
    }

    /** All sources are known: from now on their clients are served. */
    public void open() {
        admission.announce(sources.all());
        open = true;
    }

    /** From now on every new request is answered with 503; requests under way still get their answers. */
    void drain() {
        draining = true;
    }

    /** The answer while no route processes requests. */
    HttpReply stopped() {
        return HttpReply.error(503, "stopping or not started yet: send this payload again later")
                .retryAfter(config.retryAfter());
    }

    private void handle(RoutingContext context) {
        String path = context.normalizedPath();
        // Not open: this process is no Elmer, though it knows the sources.
        Optional<Match<SourceConsumer>> match = open ? sources.paths().find(path) : Optional.empty();
        if (match.isPresent()) {
            handle(new ServerRequestHead(context.request(), path), match.get());
        } else {
            context.next();
        }
    }

    private void handle(ServerRequestHead head, Match<SourceConsumer> match) {
        Target<SourceConsumer> target = match.targets().get(head.method());
        SourceConsumer source = asked(head, match).source();
        Responder responder = new Responder(vertx, counts, head, match, source);
        HttpReply early = early(responder, source, match, target, Responder.isPreflight(head));
        if (early != null) {
            responder.sendEarly(early);
        } else if (target == null) {
            responder.allowPage(match.methodsOf(source));
        } else if (target.fixed() != null) {
            responder.sendEarly(responder.answer(target.fixed(), ""));
        } else {
            Admission.Decision decision = admission.decide(head, source, match.variables(), match.key());
            if (decision.refusal() != null) {
                responder.sendEarly(decision.refusal());
            } else {
                new CollectedRequest(this, head, match, source, responder, decision.keyName()).start();
            }
        }
    }

    /** What a request, or one that a preflight asks for, goes to; one of the path's if its method is not served. */
    private static Target<SourceConsumer> asked(ServerRequestHead head, Match<SourceConsumer> match) {
        Map<String, Target<SourceConsumer>> targets = match.targets();
        String asked = Responder.isPreflight(head) ? head.header(Responder.ASKED_METHOD) : null;
        Target<SourceConsumer> target = targets.get(asked == null ? head.method() : asked);
        return target != null ? target : targets.values().iterator().next();
    }

    /** Why a request is refused whatever its key; {@code null} if it is not. */
    private @Nullable HttpReply early(Responder responder, SourceConsumer source, Match<SourceConsumer> match,
            @Nullable Target<SourceConsumer> target, boolean isPreflight) {
        if (!isServing(source)) {
            return stopped();
        } else if (responder.isForeign()) {
            return HttpReply.error(403, "pages of this origin may not send here (anivia.elmer.origins)");
        } else if (target == null && !isPreflight) {
            return HttpReply.error(405, "method not served here: use " + match.methods()).allowing(match.methods());
        }
        return null;
    }

    boolean isServing(SourceConsumer source) {
        return !draining && source.isServing();
    }

    Vertx vertx() {
        return vertx;
    }

    MemoryQuota memory() {
        return memory;
    }

    ElmerHttpConfig config() {
        return config;
    }

    RequestFailures failures() {
        return failures;
    }
}
