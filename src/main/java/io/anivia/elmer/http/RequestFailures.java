package io.anivia.elmer.http;

import io.anivia.common.LogThrottle;
import io.anivia.common.StackTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs requests that failed by a fault of this program, at most one a second. Thread-safe. */
final class RequestFailures {

    private static final Logger LOG = LoggerFactory.getLogger(RequestFailures.class);

    private final LogThrottle throttle = new LogThrottle();

    HttpReply reply(String source, Throwable cause) {
        throttle.now().ifPresent(before -> LOG.error("A request to source '{}' failed, which was answered with 500"
                + " ({} more since the last such line)", source, before, StackTrace.withoutMessages(cause)));
        return HttpReply.error(500, "not taken, by a fault of this server: send this payload again later");
    }
}
