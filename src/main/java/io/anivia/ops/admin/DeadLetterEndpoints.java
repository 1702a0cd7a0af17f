package io.anivia.ops.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.ReplayFates.ReplayFate;
import io.anivia.contract.CollectedConfig;
import io.anivia.contract.QueueShards;
import io.anivia.contract.Queues;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Dead letters and rejected payloads, and the replays of them. */
@Singleton
class DeadLetterEndpoints implements AdminEndpoints {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_RATE = 1_000_000;
    /** How long a client may take nothing of an export; the queue is locked meanwhile. */
    private static final Duration EXPORT_STALL_TIMEOUT = Duration.ofSeconds(30);

    private final AdminConfig config;
    private final QueueShards collected;
    private final DestinationAdmin destinations;
    private final DeadLetterService letters;
    private final Replays replays;
    private final ReplayJobs jobs;

    @Inject
    DeadLetterEndpoints(AdminConfig config, CollectedConfig collected, DestinationAdmin destinations,
            DeadLetterService letters, Replays replays, ReplayJobs jobs) {
        this.config = config;
        this.collected = Queues.collected(collected.shards());
        this.destinations = destinations;
        this.letters = letters;
        this.replays = replays;
        this.jobs = jobs;
    }

    @Override
    public void mount(AdminPaths paths) {
        mount(paths, "/destinations/:name/dead", request -> destinations.dead(request.segment("name")));
        mount(paths, "/rejected", request -> ReplaySource.rejected(collected));
        paths.on("/jobs", HttpMethod.GET, AdminRole.VIEW, request -> new JsonArray(jobs.all()));
        paths.on("/jobs/:id", HttpMethod.GET, AdminRole.VIEW, request -> jobs.one(request.segment("id")));
        paths.on("/jobs/:id", HttpMethod.DELETE, AdminRole.OPERATE, request -> jobs.stop(request.segment("id")));
    }

    private void mount(AdminPaths paths, String path, Function<AdminRequest, ReplaySource> queue) {
        paths.on(path, HttpMethod.GET, AdminRole.VIEW, request -> letters.list(free(queue.apply(request)),
                request.number("limit", Math.min(DEFAULT_LIMIT, config.maxScan()), config.maxScan()),
                request.parameter("reason")));
        paths.on(path + "/reasons", HttpMethod.GET, AdminRole.VIEW,
                request -> reasons(request, free(queue.apply(request))));
        paths.on(path + "/export", HttpMethod.GET, AdminRole.VALUES,
                request -> export(request, free(queue.apply(request))));
        paths.on(path + "/replay", HttpMethod.POST, AdminRole.OPERATE,
                request -> replay(request, queue.apply(request)));
        paths.on(path + "/discard", HttpMethod.POST, AdminRole.OPERATE,
                request -> discard(request, free(queue.apply(request))));
    }

    private ReplaySource free(ReplaySource queue) {
        replays.refuseIfBusy(queue);
        return queue;
    }

    private Object replay(AdminRequest request, ReplaySource queue) throws IOException {
        JsonObject body = request.body();
        Object rate = body.getValue("rate");
        Object limit = body.getValue("limit");
        // What fails from now on is not replayed: a replay does not go round in circles.
        DeadLetterFilter selection = DeadLetterFilter.of(body).unlessLaterThan(System.currentTimeMillis());
        JsonObject job = ReplayJobs.with(replays.start(new ReplayRequest(queue, selection,
                AdminRequest.number(rate == null ? null : rate.toString(), "rate", config.replay().rate(), MAX_RATE),
                AdminRequest.number(limit == null ? null : limit.toString(), "limit", ReplayRequest.NO_LIMIT,
                        ReplayRequest.NO_LIMIT)), jobs::fate), ReplayFate.NONE);
        String id = job.getString("id");
        Long selected = job.getLong("selected");
        request.audit("job " + id + " " + selection.summary() + (limit == null ? "" : ", " + limit + " at most"), selected == null ? job.getLong("total") : selected);
        request.response().setStatusCode(202).putHeader("Location", "/admin/jobs/" + id);
        return job;
    }

    /** Reasons and answers quote events, so that they are shown as they are only with the role {@code values}. */
    private JsonObject reasons(AdminRequest request, ReplaySource queue) throws IOException, InterruptedException {
        boolean withValues = "true".equals(request.parameter("values"));
        if (withValues) {
            request.requireValues();
        }
        return letters.reasons(queue, withValues, jobs.lastOf(queue).orElse(null));
    }

    private Object discard(AdminRequest request, ReplaySource queue) throws IOException, InterruptedException {
        JsonObject discarded = letters.discard(queue, request.body());
        request.audit(DeadLetterFilter.of(request.body()).toJson().encode(), discarded.getLong("discarded"));
        return discarded;
    }

    private @Nullable Object export(AdminRequest request, ReplaySource queue) throws Exception {
        HttpServerResponse response = request.response();
        String reason = request.parameter("reason");
        long[] lines = new long[1];
        try {
            letters.export(queue, reason, line -> {
                begin(response);
                write(response, line);
                lines[0]++;
            });
        } finally {
            request.audit(reason == null ? "all" : "reason " + reason, lines[0]);
        }
        begin(response);
        response.end();
        return null;
    }

    private static void begin(HttpServerResponse response) {
        if (!response.headWritten()) {
            response.setChunked(true).putHeader("Content-Type", "application/x-ndjson");
        }
    }

    private static void write(HttpServerResponse response, String line) throws IOException, InterruptedException {
        if (response.closed()) {
            throw new IOException("the reader is gone");
        }
        response.write(line + "\n");
        if (response.writeQueueFull()) {
            CompletableFuture<Void> drained = new CompletableFuture<>();
            response.drainHandler(drained::complete)
                    .closeHandler(gone -> drained.completeExceptionally(new IOException("closed")));
            if (!response.writeQueueFull()) {
                return;
            }
            try {
                drained.get(EXPORT_STALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the reader takes nothing", e);
            }
        }
    }
}
