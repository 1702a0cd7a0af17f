package io.anivia.ops.admin;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.browse.QueueBrowser;
import io.anivia.common.NamedThreads;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /admin/…} on the management port. Responses are JSON, errors problem documents: {@link HttpProblem}. What
 * there is to call, {@link AdminEndpoints} say.
 *
 * <p>Only authentication runs on an event loop; everything else may block.
 */
@Singleton
class AdminApi {

    private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);
    static final String ROOT = "/admin";
    private static final String JSON = "application/json";
    private static final String CALLER = "anivia.caller";
    private static final int THREADS = 4;
    private static final int MAX_QUEUED_CALLS = 32;
    /** Those that only wait for the answers of other processes, and mostly for the same ones: consoles do so all the time. */
    private static final String POLLED = "/fleet";
    private static final int POLLING_THREADS = 32;
    private static final int MAX_QUEUED_POLLS = 256;

    private final AdminAuthFilter authFilter;
    private final Event<OperatorAct> acts;
    private final AdminPaths paths = new AdminPaths();
    private final ExecutorService looking = threads(THREADS, MAX_QUEUED_CALLS, "admin");
    /** Apart, so that calls that only look hold up none that acts. */
    private final ExecutorService acting = threads(THREADS, MAX_QUEUED_CALLS, "admin-act");
    private final ExecutorService polling = threads(POLLING_THREADS, MAX_QUEUED_POLLS, "admin-poll");

    @Inject
    AdminApi(AdminConfig config, @ConfigProperty(name = "quarkus.management.host") String host,
            Instance<AdminEndpoints> endpoints, Event<OperatorAct> acts) {
        this.acts = acts;
        this.authFilter = new AdminAuthFilter(AdminTokens.of(config), host);
        endpoints.forEach(each -> each.mount(paths));
    }

    private static ExecutorService threads(int count, int maxQueued, String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(count, count, 30, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(maxQueued), NamedThreads.daemons(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    void mount(Router router) {
        router.route(ROOT + "/*").handler(this::authenticate);
        router.route(ROOT + "/*").handler(BodyHandler.create(false).setBodyLimit(AdminRequest.MAX_BODY_BYTES));
        paths.all().forEach(each -> router.route(each.method(), ROOT + each.path())
                .handler(request -> dispatch(request, each)));
        paths.all().stream().map(AdminPaths.AdminPath::path).distinct().forEach(path -> refuseOthers(router, path));
        router.route(ROOT + "/*").handler(request -> fail(request, new HttpProblem(404,
                "there is nothing at " + request.normalizedPath() + "; see src/docs/operations.md")));
        router.route(ROOT + "/*").failureHandler(AdminApi::failed);
    }

    private void refuseOthers(Router router, String path) {
        String allowed = paths.methodsOf(path);
        router.route(ROOT + path).handler(request -> {
            request.response().putHeader("Allow", allowed);
            fail(request, new HttpProblem(405, "only " + allowed + " here"));
        });
    }

    /** Before anything on the port is answered. */
    void checkHost(RoutingContext request) {
        String called = called(request);
        try {
            if (called != null) {
                authFilter.checkHost(called);
            }
        } catch (HttpProblem e) {
            fail(request, e);
            return;
        }
        request.next();
    }

    private static @Nullable String called(RoutingContext request) {
        HostAndPort called = request.request().authority();
        return called == null ? null : called.toString();
    }

    private void authenticate(RoutingContext request) {
        try {
            request.put(CALLER, authFilter.check(request.request().method(), called(request),
                    request.request().headers(), request.queryParams()));
        } catch (HttpProblem e) {
            if (e.status() == 401) {
                request.response().putHeader("WWW-Authenticate", "Bearer realm=\"anivia\"");
            }
            fail(request, e);
            return;
        }
        request.next();
    }

    private void dispatch(RoutingContext routing, AdminPaths.AdminPath path) {
        AdminRequest request = new AdminRequest(routing, routing.get(CALLER), path.role() != AdminRole.VIEW);
        try {
            threadsFor(path).execute(() -> respond(request, path));
        } catch (RejectedExecutionException e) {
            fail(routing, new HttpProblem(503, "too many admin calls at a time: try again in a moment"));
        }
    }

    private ExecutorService threadsFor(AdminPaths.AdminPath path) {
        if (path.role() == AdminRole.OPERATE) {
            return acting;
        }
        return isPolled(path) ? polling : looking;
    }

    private static boolean isPolled(AdminPaths.AdminPath path) {
        return HttpMethod.GET.equals(path.method())
                && (path.path().equals(POLLED) || path.path().startsWith(POLLED + "/"));
    }

    private void respond(AdminRequest request, AdminPaths.AdminPath path) {
        HttpServerResponse response = request.response();
        try {
            request.caller().require(path.role());
            Object body = path.call().handle(request);
            AdminAudit.log(request, response.getStatusCode());
            if (path.role() == AdminRole.OPERATE) {
                acts.fire(new OperatorAct(request.caller().name(), request.path(), request.destination(),
                        request.selection()));
            }
            if (body != null) {
                response.putHeader("Content-Type", JSON).end(String.valueOf(body));
            }
        } catch (Exception e) {
            HttpProblem problem = problem(request.routing(), e);
            AdminAudit.log(request, problem.status());
            fail(request.routing(), problem);
        }
    }

    private static HttpProblem problem(RoutingContext request, Exception failure) {
        if (failure instanceof HttpProblem problem) {
            return problem;
        }
        if (failure instanceof QueueBrowser.BusyException) {
            return new HttpProblem(409, failure.getMessage() + ", perhaps another process: try again when it is done");
        }
        if (failure instanceof QueueBrowser.NoQueueException) {
            return new HttpProblem(404, failure.getMessage() + " yet: a process in the role prospector makes it");
        }
        if (failure instanceof IOException) {
            return new HttpProblem(503, failure.getMessage() + ": try again when the broker is there");
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new HttpProblem(503, "the process is being stopped");
        }
        LOG.error("An admin call failed: {} {}", request.request().method(), request.normalizedPath(), failure);
        return new HttpProblem(500, "this failed, and the log says why");
    }

    private static void failed(RoutingContext request) {
        int status = request.statusCode();
        fail(request, status == 413 ? AdminRequest.tooLarge()
                : new HttpProblem(status < 400 ? 500 : status, "the request could not be read"));
    }

    static void fail(RoutingContext request, HttpProblem problem) {
        HttpServerResponse response = request.response();
        if (response.headWritten()) {
            // The response has begun: only closing the connection shows the client that it is incomplete.
            request.request().connection().close();
        } else {
            response.setStatusCode(problem.status()).putHeader("Content-Type", HttpProblem.CONTENT_TYPE)
                    .end(problem.body().encode());
        }
    }

    /** What can be called. */
    AdminPaths paths() {
        return paths;
    }

    @PreDestroy
    void close() {
        looking.shutdownNow();
        acting.shutdownNow();
        polling.shutdownNow();
    }
}
