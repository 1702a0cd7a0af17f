package io.anivia.bench;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

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
 * Posts payloads over a number of kept connections, one at a time on each: a closed loop, on one thread.
 *
 * <p>A connection whose POST has failed pauses, as a client does.
 */
final class Load implements AutoCloseable {

    private static final long TIMEOUT_MS = 10_000;
    private static final long PAUSE_AFTER_ERROR_MS = 200;
    private static final long PAUSE_WHEN_BEHIND_MS = 5;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client;
    private final RequestOptions request;
    private final Batches batches;
    private final int connections;
    private final int batch;
    private final LongAdder accepted = new LongAdder();

    Load(URI events, Settings settings) {
        connections = settings.connections();
        batch = settings.batch();
        batches = new Batches(batch, settings.eventBytes());
        client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(true),
                new PoolOptions().setHttp1MaxSize(connections));
        request = new RequestOptions().setAbsoluteURI(events.toString()).setMethod(HttpMethod.POST)
                .putHeader("Content-Type", "application/json").setTimeout(TIMEOUT_MS);
    }

    /**
     * Posts for so long.
     *
     * @param mayPost asked before each POST; while it says no, the connection waits
     */
    CompletionStage<Posted> run(Duration time, BooleanSupplier mayPost) {
        Loop loop = new Loop(System.nanoTime() + time.toNanos(), mayPost);
        vertx.getOrCreateContext().runOnContext(start -> {
            for (int i = 0; i < connections; i++) {
                loop.next();
            }
        });
        return loop.done.future().toCompletionStage();
    }

    /** Events accepted so far, in all runs. */
    long acceptedEvents() {
        return accepted.sum() * batch;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One run; everything happens on the one event loop. */
    private final class Loop {

        private final Promise<Posted> done = Promise.promise();
        private final Posted posted = new Posted();
        private final long start = System.nanoTime();
        private final long end;
        private final BooleanSupplier mayPost;
        private int active = connections;

        Loop(long end, BooleanSupplier mayPost) {
            this.end = end;
            this.mayPost = mayPost;
        }

        void next() {
            if (System.nanoTime() >= end) {
                active--;
                if (active == 0) {
                    posted.took(Duration.ofNanos(System.nanoTime() - start));
                    done.complete(posted);
                }
            } else if (mayPost.getAsBoolean()) {
                post();
            } else {
                posted.heldBack(Duration.ofMillis(PAUSE_WHEN_BEHIND_MS).dividedBy(connections));
                vertx.setTimer(PAUSE_WHEN_BEHIND_MS, timer -> next());
            }
        }

        private void post() {
            long begin = System.nanoTime();
            client.request(request)
                    .compose(post -> post.send(batches.next()))
                    .compose(response -> response.body().map(body -> response.statusCode()))
                    .onComplete(answer -> answered(begin, answer));
        }

        private void answered(long begin, AsyncResult<Integer> answer) {
            if (answer.succeeded() && answer.result() == 202) {
                accepted.increment();
                posted.accepted(System.nanoTime() - begin);
                next();
            } else {
                posted.failed(answer.succeeded() ? "status " + answer.result() : answer.cause().toString());
                vertx.setTimer(PAUSE_AFTER_ERROR_MS, timer -> next());
            }
        }
    }
}
