package io.anivia.ops.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.browse.QueueBrowser;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.common.NamedThreads;
import io.anivia.common.ReplayFates.ReplayFate;
import io.vertx.core.json.JsonObject;

/**
 * The replays that this process runs, and the last hundred that ended; {@link ReplayJobs} are the fleet's. Thread-safe.
 */
@Singleton
class Replays {

    static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_REMEMBERED = 100;
    private static final PublisherLimits LIMITS = new PublisherLimits(1000, 64L << 20, CONFIRM_TIMEOUT, true);

    private final AdminConfig config;
    private final Broker broker;
    private final DeadLetterService letters;
    private final Publisher publisher;
    private final ExecutorService threads;
    private final Map<String, Replay> replays = new LinkedHashMap<>();

    @Inject
    Replays(AdminConfig config, Broker broker, DeadLetterService letters) {
        this.config = config;
        this.broker = broker;
        this.letters = letters;
        this.publisher = broker.publisher("admin", LIMITS);
        this.threads = Executors.newFixedThreadPool(config.replay().maxConcurrent(),
                NamedThreads.daemons("admin-replay"));
    }

    /**
     * Begins a replay.
     *
     * @param fates what became of what a replay has sent, in the whole fleet, by its id
     * @throws HttpProblem 409 if this process replays the queue already, 503 if too many replays are running
     * @throws IOException if the queue cannot be opened
     */
    JsonObject start(ReplayRequest request, Function<String, ReplayFate> fates) throws IOException {
        refuseIfBusy(request.source());
        QueueBrowser browser = broker.browse(request.source().queue());
        try {
            synchronized (this) {
                if (replays.values().stream().filter(Replay::isRunning).count() >= config.replay().maxConcurrent()) {
                    throw new HttpProblem(503, config.replay().maxConcurrent() + " replays are running: wait for one to"
                            + " end (GET /admin/jobs), or raise anivia.admin.replay.max-concurrent");
                }
                Replay replay = new Replay(request, config, browser, publisher, letters, fates);
                replays.put(replay.id(), replay);
                forgetOldest();
                threads.execute(replay);
                return replay.toJson();
            }
        } catch (IOException | RuntimeException e) {
            browser.close();
            throw e;
        }
    }

    private void forgetOldest() {
        var each = replays.values().iterator();
        while (replays.size() > MAX_REMEMBERED && each.hasNext()) {
            if (!each.next().isRunning()) {
                each.remove();
            }
        }
    }

    /** @throws HttpProblem if this process replays the queue right now */
    synchronized void refuseIfBusy(ReplaySource queue) {
        replays.values().stream().filter(each -> each.isRunning() && each.source().equals(queue)).findFirst()
                .ifPresent(each -> {
                    throw new HttpProblem(409, "'" + queue.queue() + "' is being replayed: wait for /admin/jobs/"
                            + each.id() + ", or DELETE it", new JsonObject().put("job", each.toJson()));
                });
    }

    synchronized Optional<Replay> find(String id) {
        return Optional.ofNullable(replays.get(id));
    }

    synchronized List<JsonObject> all() {
        return replays.values().stream().map(Replay::toJson).toList();
    }

    /** Letters that are not replayed yet stay in their queues. */
    @PreDestroy
    synchronized void close() {
        replays.values().forEach(each -> each.stop("the process was stopped"));
        threads.shutdown();
    }
}
