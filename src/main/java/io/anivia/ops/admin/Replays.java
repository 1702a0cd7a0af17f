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

import io.anivia.rabbitmq.Broker;
import io.anivia.rabbitmq.Publisher;
import io.anivia.rabbitmq.PublisherLimits;
import io.anivia.rabbitmq.QueueVisit;
import io.vertx.core.json.JsonObject;

/** The replays of this process: those that run, and the last ones that ended. Thread-safe. */
@Singleton
class Replays {

    static final Duration CONFIRM = Duration.ofSeconds(30);
    private static final int REMEMBERED = 100;
    private static final PublisherLimits LIMITS = new PublisherLimits(1000, 64L << 20, CONFIRM, true, true);

    private final OpsConfig config;
    private final Broker broker;
    private final AdminMetrics metrics;
    private final Publisher publisher;
    private final ExecutorService threads;
    private final Map<String, Replay> replays = new LinkedHashMap<>();

    @Inject
    Replays(OpsConfig config, Broker broker, AdminMetrics metrics) {
        this.config = config;
        this.broker = broker;
        this.metrics = metrics;
        this.publisher = broker.publisher("admin", LIMITS);
        this.threads = Executors.newFixedThreadPool(config.jobs(), task -> {
            Thread thread = new Thread(task, "admin-replay");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins one, unless its queue is busy or enough are running. */
    JsonObject start(LetterQueue queue, Selection selection, int rate) throws IOException {
        refuseIfBusy(queue);
        QueueVisit visit = broker.visit(queue.queue(), config.step());
        try {
            synchronized (this) {
                if (replays.values().stream().filter(Replay::isRunning).count() >= config.jobs()) {
                    throw new Refusal(503, config.jobs() + " replays are running: wait for one to end"
                            + " (GET /admin/jobs), or raise anivia.ops.jobs");
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

    /** @throws Refusal if this process replays the queue right now */
    synchronized void refuseIfBusy(LetterQueue queue) {
        replays.values().stream().filter(each -> each.isRunning() && each.queue().equals(queue)).findFirst()
                .ifPresent(each -> {
                    throw new Refusal(409, "'" + queue.queue() + "' is being replayed: wait for /admin/jobs/" + each.id()
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
