package io.anivia.bench;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

import io.vertx.core.AsyncResult;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/**
 * Posts payloads over a number of kept connections, one at a time on each, on one thread.
 *
 * <p>Time counts from when a POST was due, not from when a connection was free for it: so a stall shows in all POSTs
 * that it held up. A connection whose POST has failed pauses, as a client does.
 */
final class Load implements AutoCloseable {

    private static final long TIMEOUT_MS = 10_000;
    private static final long PAUSE_AFTER_ERROR_MS = 200;
    private static final long LOOK_EVERY_MS = 1;
    /** What is still to be sent after so many times a run's time is given up. */
    private static final int TIMEOUT = 2;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client;
    private final RequestOptions request;
    private final Payloads payloads;
    private final int connections;
    private final LongAdder acceptedEvents = new LongAdder();

    Load(URI events, Payloads payloads, int connections) {
        this.payloads = payloads;
        this.connections = connections;
        client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(true),
                new PoolOptions().setHttp1MaxSize(connections));
        request = new RequestOptions().setAbsoluteURI(events.toString()).setMethod(HttpMethod.POST)
                .putHeader("Content-Type", "application/json").setTimeout(TIMEOUT_MS);
    }

    /** Posts what is due within so much time, and waits for the answers. */
    CompletableFuture<Posted> run(Duration time, Pace pace) {
        Run run = new Run(time.toNanos(), pace);
        vertx.getOrCreateContext().runOnContext(start -> run.start());
        return run.done.future().toCompletionStage().toCompletableFuture();
    }

    /** Events in a payload. */
    int batch() {
        return payloads.size();
    }

    /** Events accepted so far, in all runs. */
    long acceptedEvents() {
        return acceptedEvents.sum();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One run; everything happens on the one event loop. */
    private final class Run {

        private final Promise<Posted> done = Promise.promise();
        private final Posted posted = new Posted();
        private final long time;
        private final Pace pace;
        private long start;
        private long startMicros;
        private long sent;
        private int busy;
        private boolean allSent;

        Run(long time, Pace pace) {
            this.time = time;
            this.pace = pace;
        }

        void start() {
            startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            start = System.nanoTime();
            vertx.setPeriodic(LOOK_EVERY_MS, timer -> {
                proceed();
                if (allSent && busy == 0) {
                    vertx.cancelTimer(timer);
                    posted.took(Duration.ofNanos(now()));
                    done.complete(posted);
                }
            });
        }

        private long now() {
            return System.nanoTime() - start;
        }

        /** Sends what is due, while a connection is free. */
        private void proceed() {
            while (busy < connections && !allSent) {
                long now = now();
                long due = pace.due(sent, now);
                if (due < time && now > TIMEOUT * time) {
                    posted.failed("not sent in time: too much was due before");
                    allSent = true;
                } else if (due >= time) {
                    allSent = now >= time || due == Pace.NEVER;
                    return;
                } else if (due > now) {
                    return;
                } else {
                    post(due);
                }
            }
        }

        private void post(long due) {
            sent++;
            busy++;
            client.request(request)
                    .compose(post -> post.send(payloads.next(startMicros + due / 1000)))
                    .compose(response -> response.body().map(body -> response.statusCode()))
                    .onComplete(answer -> answered(due, answer));
        }

        private void answered(long due, AsyncResult<Integer> answer) {
            if (answer.succeeded() && answer.result() == 202) {
                acceptedEvents.add(payloads.size());
                posted.accepted(now() - due);
                free();
            } else {
                posted.failed(answer.succeeded() ? "status " + answer.result() : answer.cause().toString());
                vertx.setTimer(PAUSE_AFTER_ERROR_MS, timer -> free());
            }
        }

        private void free() {
            busy--;
            proceed();
        }
    }
}
