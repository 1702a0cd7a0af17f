package io.anivia.faults;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/**
 * Posts numbered events at a steady rate, whatever becomes of them: an open loop. A POST without an answer is not tried
 * again and counts as not accepted; its events may arrive all the same.
 */
final class Load implements AutoCloseable {

    private static final int MOST_UNANSWERED = 2000;
    private static final int MOST_UNANSWERED_OWED = 200;
    private static final long TICK_MS = 10;
    /** Elmer answers within its confirm time-out of 5 s; a busy machine gets some more. */
    private static final Duration HUNG = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions request;
    private final Payloads payloads;
    private final Ledger ledger;
    private final Site site;
    private final int batch;
    private final Posts posts = new Posts();
    private final long timer;

    private volatile boolean allGood;
    private volatile double perSecond;
    /** What follows belongs to the event loop. */
    private double due;
    private long lastTick = System.nanoTime();
    private volatile int unanswered;

    Load(Vertx vertx, URI events, Payloads payloads, int batch, double eventsPerSecond, Ledger ledger, Site site) {
        this.vertx = vertx;
        this.payloads = payloads;
        this.batch = batch;
        this.ledger = ledger;
        this.site = site;
        perSecond = eventsPerSecond / batch;
        client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(true),
                new PoolOptions().setHttp1MaxSize(MOST_UNANSWERED));
        request = new RequestOptions().setAbsoluteURI(events.toString()).setMethod(HttpMethod.POST)
                .putHeader("Content-Type", "application/json").setTimeout(HUNG.toMillis());
        timer = vertx.setPeriodic(TICK_MS, id -> tick());
    }

    /** From now on good events only, and few: enough to show that others pass. */
    void trickle() {
        allGood = true;
        perSecond = 10.0 / batch;
    }

    /** Sends no more. What was sent may still be answered. */
    void stop() {
        perSecond = 0;
        vertx.cancelTimer(timer);
    }

    /** Whether every POST has ended. */
    boolean isAnswered() {
        return unanswered == 0;
    }

    Posts posts() {
        return posts;
    }

    @Override
    public void close() {
        stop();
        client.close();
    }

    private void tick() {
        long now = System.nanoTime();
        due += (now - lastTick) / 1e9 * perSecond;
        lastTick = now;
        while (unanswered < MOST_UNANSWERED_OWED && site.takeOwed()) {
            post(payloads.next(allGood, deviceTime()));
        }
        for (; due >= 1; due--) {
            if (unanswered < MOST_UNANSWERED) {
                post(payloads.next(allGood, deviceTime()));
                if (!allGood) {
                    site.oddities().next(payloads.prefix()).ifPresent(this::post);
                }
            } else {
                posts.heldBack();
            }
        }
    }

    private Instant deviceTime() {
        return Instant.now().plus(site.deviceClock());
    }

    private void post(Payloads.Payload payload) {
        for (int i = 0; i < payload.ids().size(); i++) {
            site.expect(payload.ids().get(i), payload.kinds().get(i));
            ledger.sent(payload.ids().get(i), payload.kinds().get(i));
        }
        long begin = System.nanoTime();
        unanswered++;
        client.request(request)
                .compose(post -> post.send(Buffer.buffer(payload.body())))
                .compose(response -> response.body().map(body -> outcome(response)))
                .onComplete(answer -> answered(payload, begin, answer));
    }

    private static String outcome(HttpClientResponse response) {
        String status = Integer.toString(response.statusCode());
        boolean silent = response.statusCode() == 503 && response.getHeader("Retry-After") == null;
        return silent ? status + " without Retry-After" : status;
    }

    private void answered(Payloads.Payload payload, long begin, AsyncResult<String> answer) {
        unanswered--;
        String outcome = answer.succeeded() ? answer.result()
                : answer.cause() instanceof TimeoutException ? Posts.HUNG : Posts.NO_CONNECTION;
        if (outcome.equals(Posts.ACCEPTED)) {
            ledger.accepted(payload.ids());
        }
        boolean isRefusal = outcome.equals(payload.refusal());
        posts.ended(isRefusal ? outcome + Posts.RIGHTLY : outcome, System.nanoTime() - begin);
    }
}
