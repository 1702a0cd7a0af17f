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
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.browse.QueueBrowser;
import io.quarkus.vertx.http.ManagementInterface;
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
 * {@code /admin/…} on the management port. Answers are JSON; an error is {@code {"error": "…"}} and names the way out.
 *
 * <p>Nothing here runs on an event loop but what decides who may call.
 */
@Singleton
class AdminApi {

    private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);
    private static final String ROOT = "/admin";
    private static final String JSON = "application/json";
    private static final long MOST_BODY_BYTES = 1 << 20;
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 32;
    private static final int USUAL_LIMIT = 100;
    private static final int MOST_RATE = 1_000_000;
    /** How long the reader of an export may take over what it was sent; its queue is held up meanwhile. */
    private static final Duration SLOWEST_READER = Duration.ofSeconds(30);

    /** Answers a request, in its own time; {@code null} if it has answered itself. */
    @FunctionalInterface
    private interface Answer {
        @Nullable Object to(RoutingContext request) throws Exception;
    }

    private final AdminAuthFilter gatekeeper;
    private final AdminConfig config;
    private final DestinationAdmin destinations;
    private final DeadLetterService letters;
    private final Replays replays;
    private final ExecutorService threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                Thread thread = new Thread(task, "admin");
                thread.setDaemon(true);
                return thread;
            });

    @Inject
    AdminApi(AdminConfig config, @ConfigProperty(name = "quarkus.management.host") String host,
            DestinationAdmin destinations, DeadLetterService letters, Replays replays) {
        this.gatekeeper = new AdminAuthFilter(config.token().orElse(List.of()), host);
        this.config = config;
        this.destinations = destinations;
        this.letters = letters;
        this.replays = replays;
    }

    void mount(@Observes ManagementInterface management) {
        Router router = management.router();
        router.route(ROOT + "/*").handler(this::letIn);
        router.route(ROOT + "/*").handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
        on(router, "/destinations", Map.of(HttpMethod.GET, request -> destinations.all()));
        on(router, "/destinations/:name", Map.of(HttpMethod.GET, request -> destinations.one(name(request))));
        on(router, "/destinations/:name/suspend",
                Map.of(HttpMethod.POST, request -> destinations.suspend(name(request))));
        on(router, "/destinations/:name/resume",
                Map.of(HttpMethod.POST, request -> destinations.resume(name(request))));
        onLetters(router, "/destinations/:name/dead", request -> destinations.dead(name(request)));
        onLetters(router, "/rejected", request -> ReplaySource.rejected());
        on(router, "/jobs", Map.of(HttpMethod.GET, request -> new JsonArray(replays.all())));
        on(router, "/jobs/:id", Map.of(HttpMethod.GET, request -> job(request).toJson(),
                HttpMethod.DELETE, request -> {
                    job(request).stop();
                    return job(request).toJson();
                }));
        router.route(ROOT + "/*").handler(request -> fail(request,
                new HttpProblem(404, "there is nothing at " + request.normalizedPath() + "; see README.md, \"Operate it\"")));
        router.route(ROOT + "/*").failureHandler(AdminApi::failed);
    }

    private void onLetters(Router router, String path, Function<RoutingContext, ReplaySource> queue) {
        on(router, path, Map.of(HttpMethod.GET, request -> letters.list(free(queue.apply(request)),
                number(request.request().getParam("limit"), "limit", USUAL_LIMIT, config.maxScan()),
                request.request().getParam("reason"))));
        on(router, path + "/reasons", Map.of(HttpMethod.GET, request -> letters.reasons(free(queue.apply(request)))));
        on(router, path + "/export", Map.of(HttpMethod.GET, request -> export(request, free(queue.apply(request)))));
        on(router, path + "/replay", Map.of(HttpMethod.POST, request -> replay(request, queue.apply(request))));
        on(router, path + "/discard",
                Map.of(HttpMethod.POST, request -> letters.discard(free(queue.apply(request)), body(request))));
    }

    private void on(Router router, String path, Map<HttpMethod, Answer> answers) {
        answers.forEach((method, answer) -> router.route(method, ROOT + path).handler(request -> later(request, answer)));
        String allowed = String.join(", ", answers.keySet().stream().map(HttpMethod::name).sorted().toList());
        router.route(ROOT + path).handler(request -> {
            request.response().putHeader("Allow", allowed);
            fail(request, new HttpProblem(405, "only " + allowed + " here"));
        });
    }

    private void letIn(RoutingContext request) {
        try {
            HostAndPort called = request.request().authority();
            gatekeeper.check(request.request().method(), called == null ? null : called.toString(),
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

    private void later(RoutingContext request, Answer answer) {
        try {
            threads.execute(() -> answer(request, answer));
        } catch (RejectedExecutionException e) {
            fail(request, new HttpProblem(503, "too many admin calls at a time: try again in a moment"));
        }
    }

    private static void answer(RoutingContext request, Answer answer) {
        try {
            Object body = answer.to(request);
            if (body != null) {
                request.response().putHeader("Content-Type", JSON).end(String.valueOf(body));
            }
        } catch (HttpProblem e) {
            fail(request, e);
        } catch (QueueBrowser.BusyException e) {
            fail(request, new HttpProblem(409, e.getMessage() + ", perhaps another process: try again when it is done"));
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
        return new HttpProblem(413, "the request is larger than " + MOST_BODY_BYTES + " bytes: send fewer ids at a time");
    }

    private static void fail(RoutingContext request, HttpProblem refusal) {
        HttpServerResponse response = request.response();
        if (response.headWritten()) {
            // Half an answer: only the connection can still say so.
            request.request().connection().close();
        } else {
            response.setStatusCode(refusal.status()).putHeader("Content-Type", JSON).end(refusal.body().encode());
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
                number(rate == null ? null : rate.toString(), "rate", config.replay().rate(), MOST_RATE));
        request.response().setStatusCode(202).putHeader("Location", ROOT + "/jobs/" + job.getString("id"));
        return job;
    }

    private static JsonObject body(RoutingContext request) {
        // Quarkus may have read it before, with a limit of its own.
        if (request.body().length() > MOST_BODY_BYTES) {
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
                drained.get(SLOWEST_READER.toMillis(), TimeUnit.MILLISECONDS);
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
