package io.anivia.ops.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.browse.QueueBrowser;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.vertx.core.json.JsonObject;

/** The replays of this process: those that run, and the last ones that ended. Thread-safe. */
@Singleton
class Replays {

    static final Duration CONFIRM = Duration.ofSeconds(30);
    private static final int REMEMBERED = 100;
    private static final PublisherLimits LIMITS = new PublisherLimits(1000, 64L << 20, CONFIRM, true, true);

    private final AdminConfig config;
    private final Broker broker;
    private final AdminMetrics metrics;
    private final Publisher publisher;
    private final ExecutorService threads;
    private final Map<String, Replay> replays = new LinkedHashMap<>();

    @Inject
    Replays(AdminConfig config, Broker broker, AdminMetrics metrics) {
        this.config = config;
        this.broker = broker;
        this.metrics = metrics;
        this.publisher = broker.publisher("admin", LIMITS);
        this.threads = Executors.newFixedThreadPool(config.replay().maxConcurrent(), task -> {
            Thread thread = new Thread(task, "admin-replay");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins one, unless its queue is busy or enough are running. */
    JsonObject start(ReplaySource queue, DeadLetterFilter selection, int rate) throws IOException {
        refuseIfBusy(queue);
        QueueBrowser visit = broker.visit(queue.queue(), config.step());
        try {
            synchronized (this) {
                if (replays.values().stream().filter(Replay::isRunning).count() >= config.replay().maxConcurrent()) {
                    throw new HttpProblem(503, config.replay().maxConcurrent() + " replays are running: wait for one to end"
                            + " (GET /admin/jobs), or raise anivia.admin.replay.max-concurrent");
                }
                Replay replay = new Replay(queue, selection, rate, config.hold(), visit, publisher, metrics);
                replays.put(replay.id(), replay);
                forget();
                threads.execute(replay);
                return replay.toJson();
            }
        } catch (IOException | RuntimeException e) {
            visit.close();
            throw e;
        }
    }

    private void forget() {
        var each = replays.values().iterator();
        while (replays.size() > REMEMBERED && each.hasNext()) {
            if (!each.next().isRunning()) {
                each.remove();
            }
        }
    }

    /** @throws HttpProblem if this process replays the queue right now */
    synchronized void refuseIfBusy(ReplaySource queue) {
        replays.values().stream().filter(each -> each.isRunning() && each.queue().equals(queue)).findFirst()
                .ifPresent(each -> {
                    throw new HttpProblem(409, "'" + queue.queue() + "' is being replayed: wait for /admin/jobs/" + each.id()
                            + ", or DELETE it", new JsonObject().put("job", each.toJson()));
                });
    }

    synchronized Optional<Replay> find(String id) {
        return Optional.ofNullable(replays.get(id));
    }

    synchronized List<JsonObject> all() {
        return replays.values().stream().map(Replay::toJson).toList();
    }

    /** What is not finished stays in its queue. */
    @PreDestroy
    synchronized void close() {
        replays.values().forEach(Replay::stop);
        threads.shutdown();
    }
}
