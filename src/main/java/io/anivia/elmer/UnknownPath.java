package io.anivia.elmer;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Says in JSON, like every other answer, that a path is not served, or that no path can be told. */
@ApplicationScoped
class UnknownPath {

    void register(@Observes Router router, Vertx vertx) {
        router.errorHandler(404, context -> UnreadRequest.answer(vertx, context.request(),
                HttpAnswer.error(404, "no such path: events go to POST /v1/events")));
        // Before Quarkus' own, which logs each as an error, query string and all.
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == 400) {
                UnreadRequest.answer(vertx, context.request(), HttpAnswer.error(400,
                        "not a valid HTTP request: it needs a Host and a path that can be decoded"));
            } else {
                context.next();
            }
        });
    }
}
