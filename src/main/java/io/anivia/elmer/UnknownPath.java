package io.anivia.elmer;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Says in JSON, like every other answer, that a path is not served. */
@ApplicationScoped
class UnknownPath {

    void register(@Observes Router router, Vertx vertx) {
        router.errorHandler(404, context -> UnreadRequest.answer(vertx, context.request(),
                HttpAnswer.error(404, "no such path: events go to POST /v1/events")));
    }
}
