package io.anivia.ops.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.browse.QueueBrowser;
import io.anivia.common.NamedThreads;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /admin/…} on the management port. Responses are JSON, errors problem documents: {@link HttpProblem}.
 *
 * <p>Only authentication runs on an event loop; everything else may block.
 */
@Singleton
class AdminApi {

    private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);
    private static final String ROOT = "/admin";
    private static final String JSON = "application/json";
    private static final long MAX_BODY_BYTES = 1 << 20;
    private static final int THREADS = 4;
    private static final int MAX_QUEUED_CALLS = 32;
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_RATE = 1_000_000;
    /** How long a client may take nothing of an export; the queue is locked meanwhile. */
    private static final Duration EXPORT_STALL_TIMEOUT = Duration.ofSeconds(30);

    /** Handles a call on a thread that may block; {@code null} if the response is written already. */
    @FunctionalInterface
    private interface Call {
        @Nullable Object handle(RoutingContext request) throws Exception;
    }

    private final AdminAuthFilter authFilter;
    private final AdminConfig config;
    private final DestinationAdmin destinations;
    private final DeadLetterService letters;
    private final Replays replays;
    private final ReloadAdmin reload;
    private final ExecutorService threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_QUEUED_CALLS), NamedThreads.daemons("admin"));

    @Inject
    AdminApi(AdminConfig config, @ConfigProperty(name = "quarkus.management.host") String host,
            DestinationAdmin destinations, DeadLetterService letters, Replays replays, ReloadAdmin reload) {
        this.authFilter = new AdminAuthFilter(config.token().orElse(List.of()), host);
        this.config = config;
        this.destinations = destinations;
        this.letters = letters;
        this.replays = replays;
        this.reload = reload;
    }

    void mount(Router router) {
        router.route(ROOT + "/*").handler(this::authenticate);
        router.route(ROOT + "/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
        on(router, "/broker", Map.of(HttpMethod.GET, request -> destinations.broker()));
        on(router, "/destinations", Map.of(HttpMethod.GET, request -> destinations.all()));
        on(router, "/destinations/:name", Map.of(HttpMethod.GET, request -> destinations.one(name(request))));
        on(router, "/destinations/:name/pause",
                Map.of(HttpMethod.POST, request -> destinations.pause(name(request))));
        // The name in 0.1.0; it goes with the other former names.
        on(router, "/destinations/:name/suspend",
                Map.of(HttpMethod.POST, request -> destinations.pause(name(request))));
        on(router, "/destinations/:name/resume",
                Map.of(HttpMethod.POST, request -> destinations.resume(name(request))));
        onLetters(router, "/destinations/:name/dead", request -> destinations.dead(name(request)));
        onLetters(router, "/rejected", request -> ReplaySource.rejected());
        on(router, "/reload", Map.of(HttpMethod.POST, request -> reload.run()));
        on(router, "/jobs", Map.of(HttpMethod.GET, request -> new JsonArray(replays.all())));
        on(router, "/jobs/:id", Map.of(HttpMethod.GET, request -> job(request).toJson(),
                HttpMethod.DELETE, request -> {
                    job(request).stop();
                    return job(request).toJson();
                }));
        router.route(ROOT + "/*").handler(request -> fail(request, new HttpProblem(404,
                "there is nothing at " + request.normalizedPath() + "; see src/docs/operations.md")));
        router.route(ROOT + "/*").failureHandler(AdminApi::failed);
    }

    private void onLetters(Router router, String path, Function<RoutingContext, ReplaySource> queue) {
        on(router, path, Map.of(HttpMethod.GET, request -> letters.list(free(queue.apply(request)),
                number(request.request().getParam("limit"), "limit", Math.min(DEFAULT_LIMIT, config.maxScan()),
                        config.maxScan()),
                request.request().getParam("reason"))));
        on(router, path + "/reasons", Map.of(HttpMethod.GET, request -> letters.reasons(free(queue.apply(request)))));
        on(router, path + "/export", Map.of(HttpMethod.GET, request -> export(request, free(queue.apply(request)))));
        on(router, path + "/replay", Map.of(HttpMethod.POST, request -> replay(request, queue.apply(request))));
        on(router, path + "/discard",
                Map.of(HttpMethod.POST, request -> letters.discard(free(queue.apply(request)), body(request))));
    }

    private void on(Router router, String path, Map<HttpMethod, Call> calls) {
        calls.forEach((method, call) -> router.route(method, ROOT + path).handler(request -> dispatch(request, call)));
        String allowed = String.join(", ", calls.keySet().stream().map(HttpMethod::name).sorted().toList());
        router.route(ROOT + path).handler(request -> {
            request.response().putHeader("Allow", allowed);
            fail(request, new HttpProblem(405, "only " + allowed + " here"));
        });
    }

    private void authenticate(RoutingContext request) {
        try {
            HostAndPort called = request.request().authority();
            authFilter.check(request.request().method(), called == null ? null : called.toString(),
                    request.request().headers());
        } catch (HttpProblem e) {
            if (e.status() == 401) {
                request.response().putHeader("WWW-Authenticate", "Bearer realm=\"anivia\"");
            }
            fail(request, e);
            return;
        }
        request.next();
    }

    private void dispatch(RoutingContext request, Call call) {
        try {
            threads.execute(() -> respond(request, call));
        } catch (RejectedExecutionException e) {
            fail(request, new HttpProblem(503, "too many admin calls at a time: try again in a moment"));
        }
    }

    private static void respond(RoutingContext request, Call call) {
        try {
            Object body = call.handle(request);
            if (body != null) {
                request.response().putHeader("Content-Type", JSON).end(String.valueOf(body));
            }
        } catch (HttpProblem e) {
            fail(request, e);
        } catch (QueueBrowser.BusyException e) {
            fail(request, new HttpProblem(409,
                    e.getMessage() + ", perhaps another process: try again when it is done"));
        } catch (QueueBrowser.NoQueueException e) {
            fail(request, new HttpProblem(404, e.getMessage() + " yet: a process in the role prospector makes it"));
        } catch (IOException e) {
            fail(request, new HttpProblem(503, e.getMessage() + ": try again when the broker is there"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(request, new HttpProblem(503, "the process is being stopped"));
        } catch (Exception e) {
            LOG.error("An admin call failed: {} {}", request.request().method(), request.normalizedPath(), e);
            fail(request, new HttpProblem(500, "this failed, and the log says why"));
        }
    }

    private static void failed(RoutingContext request) {
        int status = request.statusCode();
        fail(request, status == 413 ? tooLarge()
                : new HttpProblem(status < 400 ? 500 : status, "the request could not be read"));
    }

    private static HttpProblem tooLarge() {
        return new HttpProblem(413,
                "the request is larger than " + MAX_BODY_BYTES + " bytes: send fewer ids at a time");
    }

    private static void fail(RoutingContext request, HttpProblem problem) {
        HttpServerResponse response = request.response();
        if (response.headWritten()) {
            // The response has begun: only closing the connection shows the client that it is incomplete.
            request.request().connection().close();
        } else {
            response.setStatusCode(problem.status()).putHeader("Content-Type", HttpProblem.CONTENT_TYPE)
                    .end(problem.body().encode());
        }
    }

    private static String name(RoutingContext request) {
        return request.pathParam("name");
    }

    private Replay job(RoutingContext request) {
        return replays.find(request.pathParam("id")).orElseThrow(() -> new HttpProblem(404,
                "this process knows no such job: it ran in another one, or long ago. What it left is in its queue"));
    }

    private ReplaySource free(ReplaySource queue) {
        replays.refuseIfBusy(queue);
        return queue;
    }

    private @Nullable Object replay(RoutingContext request, ReplaySource queue) throws IOException {
        JsonObject body = body(request);
        Object rate = body.getValue("rate");
        JsonObject job = replays.start(queue, DeadLetterFilter.of(body),
                number(rate == null ? null : rate.toString(), "rate", config.replay().rate(), MAX_RATE));
        request.response().setStatusCode(202).putHeader("Location", ROOT + "/jobs/" + job.getString("id"));
        return job;
    }

    private static JsonObject body(RoutingContext request) {
        // Quarkus may have read it before, with a limit of its own.
        if (request.body().length() > MAX_BODY_BYTES) {
            throw tooLarge();
        }
        try {
            JsonObject body = request.body().asJsonObject();
            if (body != null) {
                return body;
            }
        } catch (DecodeException | ClassCastException e) {
            LOG.debug("Not a JSON object", e);
        }
        throw new HttpProblem(400, "the body must be a JSON object");
    }

    private static int number(@Nullable String given, String name, int usual, int most) {
        try {
            int number = given == null ? usual : Integer.parseInt(given);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            LOG.debug("Not a number", e);
        }
        throw new HttpProblem(400, "\"" + name + "\" is a whole number from 1 to " + most + ", not '" + given + "'");
    }

    private @Nullable Object export(RoutingContext request, ReplaySource queue) throws Exception {
        HttpServerResponse response = request.response();
        letters.export(queue, request.request().getParam("reason"), line -> {
            begin(response);
            write(response, line);
        });
        begin(response);
        response.end();
        return null;
    }

    private static void begin(HttpServerResponse response) {
        if (!response.headWritten()) {
            response.setChunked(true).putHeader("Content-Type", "application/x-ndjson");
        }
    }

    private static void write(HttpServerResponse response, String line) throws IOException, InterruptedException {
        if (response.closed()) {
            throw new IOException("the reader is gone");
        }
        response.write(line + "\n");
        if (response.writeQueueFull()) {
            CompletableFuture<Void> drained = new CompletableFuture<>();
            response.drainHandler(drained::complete)
                    .closeHandler(gone -> drained.completeExceptionally(new IOException("closed")));
            if (!response.writeQueueFull()) {
                return;
            }
            try {
                drained.get(EXPORT_STALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the reader takes nothing", e);
            }
        }
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
