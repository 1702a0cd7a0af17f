package io.anivia.elmer.http;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Says in JSON, like every other answer, that a path is not served, or that no path can be told. */
@ApplicationScoped
class UnknownPath {

    void register(@Observes Router router, Vertx vertx) {
        router.errorHandler(404, context -> EarlyResponse.answer(vertx, context.request(),
                HttpReply.error(404, "no such path: events go to POST /v1/events")));
        // Before Quarkus' own, which logs each as an error, query string and all.
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == 400) {
                EarlyResponse.answer(vertx, context.request(), HttpReply.error(400,
                        "not a valid HTTP request: it needs a Host and a path that can be decoded"));
            } else {
                context.next();
            }
        });
    }
}
