package io.anivia.ops.admin;

import java.util.List;
import java.util.Locale;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Puts the admin API on the management interface, if that is served: the API needs a broker, which commands do without.
 */
@Singleton
class AdminMount {

    /**
     * Quarkus lets the pages of all sites read what the management interface answers, metrics and health too; here none
     * may. What {@code /admin} answers is kept in no cache.
     */
    private static void forNoOtherSite(RoutingContext request) {
        request.addHeadersEndHandler(sending -> {
            MultiMap headers = request.response().headers();
            List.copyOf(headers.names()).stream()
                    .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"))
                    .forEach(headers::remove);
        });
        if (request.normalizedPath().startsWith("/admin")) {
            request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff");
        }
        request.next();
    }

    void mount(@Observes ManagementInterface management, Instance<AdminApi> api,
            @ConfigProperty(name = "quarkus.management.host-enabled", defaultValue = "true") boolean isServed) {
        if (isServed) {
            // Without one, a path that cannot be read costs a stack in the log, token or none.
            management.router().errorHandler(400, request ->
                    AdminApi.fail(request, new HttpProblem(400, "the request could not be read")));
            management.router().route().order(Integer.MIN_VALUE).handler(AdminMount::forNoOtherSite)
                    .handler(api.get()::checkHost);
            api.get().mount(management.router());
        }
    }
}
