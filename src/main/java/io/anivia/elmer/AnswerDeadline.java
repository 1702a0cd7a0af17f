package io.anivia.elmer;

import java.time.Duration;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Hangs up on a client that keeps asking and never takes its answers.
 *
 * <p>{@code quarkus.http.idle-timeout} begins anew with every request and every answer that has gone out, so whoever
 * keeps sending is never idle, and what it sends piles up behind answers that cannot leave. This time counts from the
 * last answer that has left. An honest client may be silent for the idle timeout, then take its time to send, then wait
 * for the broker; whoever has had no answer for longer than all three is not one.
 */
@Singleton
final class AnswerDeadline implements HttpServerOptionsCustomizer {

    private final Duration longestRequest;

    @Inject
    AnswerDeadline(ElmerConfig config) {
        this.longestRequest = config.receiveTimeout().plus(config.confirmTimeout());
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        setDeadline(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        setDeadline(options);
    }

    private void setDeadline(HttpServerOptions options) {
        if (options.getIdleTimeout() > 0) {
            Duration idle = Duration.of(options.getIdleTimeout(), options.getIdleTimeoutUnit().toChronoUnit());
            long deadline = options.getIdleTimeoutUnit().convert(idle.plus(longestRequest));
            options.setWriteIdleTimeout(Math.toIntExact(deadline));
        }
    }
}
