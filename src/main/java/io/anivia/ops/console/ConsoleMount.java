package io.anivia.ops.console;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Puts the console on the management port: its page at {@code /}, the files of that below {@code /console/}. None of
 * them says anything about this fleet, so they need no token; what the page shows comes from the admin API, which asks
 * for one.
 */
@Singleton
class ConsoleMount {

    private static final String FILES = "/console/";
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    void mount(@Observes ManagementInterface management,
            @ConfigProperty(name = "quarkus.management.host-enabled", defaultValue = "true") boolean isServed) {
        if (isServed) {
            ConsoleFiles files = new ConsoleFiles();
            management.router().route("/").handler(request -> serve(files, ConsoleFiles.PAGE, request));
            management.router().route(FILES + "*").handler(request -> serve(files, nameOf(request), request));
        }
    }

    /** Empty for the directory itself, which may be called without its last slash. */
    private static String nameOf(RoutingContext request) {
        String path = request.normalizedPath();
        return path.length() < FILES.length() ? "" : path.substring(FILES.length());
    }

    private static void serve(ConsoleFiles files, String name, RoutingContext request) {
        HttpServerResponse response = request.response();
        files.headers().forEach(response::putHeader);
        HttpMethod method = request.request().method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            response.setStatusCode(METHOD_NOT_ALLOWED).putHeader(HttpHeaders.ALLOW, "GET, HEAD").end();
            return;
        }
        files.find(name).ifPresentOrElse(file -> {
            response.putHeader(HttpHeaders.ETAG, file.tag());
            if (file.tag().equals(request.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
                response.setStatusCode(NOT_MODIFIED).end();
            } else {
                response.setStatusCode(OK).putHeader(HttpHeaders.CONTENT_TYPE, file.contentType()).end(file.content());
            }
        }, () -> response.setStatusCode(NOT_FOUND).end());
    }
}
