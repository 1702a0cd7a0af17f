package io.anivia.ops.admin;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.ReplayFates.ReplayFate;
import io.anivia.ops.fleet.Fleet;
import io.anivia.ops.fleet.FleetAnswers;
import io.anivia.ops.fleet.FleetJson;
import io.anivia.ops.fleet.FleetProblem;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replays of all processes, and what became of what they have sent.
 *
 * <p>A replayed message carries the id of its replay in the header {@code anivia-replay}, through the retry queue too,
 * and each process counts what becomes of such messages that it settles. The counts of all processes are added up when
 * a job is looked at. Counting the letters with that header in the dead queue would survive a restart, but each look
 * would read the whole queue, and RabbitMQ counts that as a delivery of each letter. So a message that was settled by a
 * process that has ended since is shown as waiting, and one that was delivered twice counts twice.
 */
@Singleton
class ReplayJobs {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayJobs.class);

    private final Fleet fleet;

    @Inject
    ReplayJobs(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * In the order in which they began.
     *
     * @throws HttpProblem 503 if none is known, and a process could not say whether it has any
     */
    List<JsonObject> all() {
        FleetAnswers answers = fleet.ask(ReplayJobsOperation.NAME, new JsonObject());
        List<JsonObject> jobs = merged(answers.results());
        if (jobs.isEmpty()) {
            requireAll(answers.problems());
        }
        return jobs;
    }

    static void requireAll(List<FleetProblem> problems) {
        if (!problems.isEmpty()) {
            throw new HttpProblem(503, problems.stream()
                    .map(each -> "process " + each.process() + " cannot say which jobs it has: " + each.detail())
                    .collect(Collectors.joining("; ")));
        }
    }

    /** @throws HttpProblem 404 if no process knows it; 503 if none does, and one could not say */
    JsonObject one(String id) {
        return find(id, new JsonObject().put("id", id));
    }

    /** @throws HttpProblem as {@link #one} does */
    JsonObject stop(String id) {
        return find(id, new JsonObject().put("id", id).put("stop", true));
    }

    private JsonObject find(String id, JsonObject question) {
        FleetAnswers answers = fleet.ask(ReplayJobsOperation.NAME, question);
        return merged(answers.results()).stream()
                .filter(job -> id.equals(job.getValue("id"))).findFirst().orElseThrow(() -> {
                    requireAll(answers.problems());
                    return new HttpProblem(404, "no process knows of it, there is no such job: it ran long ago, or its"
                            + " process has ended. What it left is in its queue");
                });
    }

    /** What became of what a replay has sent so far, as far as that can be asked for now. */
    ReplayFate fate(String id) {
        try {
            return fates(fleet.ask(ReplayJobsOperation.NAME, new JsonObject().put("id", id)).results())
                    .getOrDefault(id, ReplayFate.NONE);
        } catch (HttpProblem e) {
            LOG.debug("Too many questions at a time: it is not known now what became of replay {}", id, e);
            return ReplayFate.NONE;
        }
    }

    /** When the last replay of a queue began that a process remembers; empty if none does. */
    Optional<Instant> lastOf(ReplaySource queue) {
        return merged(fleet.ask(ReplayJobsOperation.NAME, new JsonObject()).results()).stream()
                .filter(job -> queue.queue().equals(job.getValue("queue")))
                .map(ReplayJobs::startedAt).filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }

    private static @Nullable Instant startedAt(JsonObject job) {
        try {
            return Instant.parse(String.valueOf(job.getValue("startedAt")));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /**
     * The jobs of several processes, with what became of their letters.
     *
     * @param answers of {@link ReplayJobsOperation}, perhaps of other versions
     */
    static List<JsonObject> merged(List<JsonObject> answers) {
        Map<String, ReplayFate> fates = fates(answers);
        List<JsonObject> jobs = new ArrayList<>();
        for (JsonObject answer : answers) {
            FleetJson.rows(answer, "jobs").forEach(job -> {
                if (job.getValue("id") instanceof String id) {
                    jobs.add(with(job, fates.getOrDefault(id, ReplayFate.NONE)));
                }
            });
        }
        jobs.sort(Comparator.comparing(ReplayJobs::startedAt, Comparator.nullsFirst(Comparator.naturalOrder())));
        return jobs;
    }

    static JsonObject with(JsonObject job, ReplayFate fate) {
        long moved = FleetJson.number(job.getValue("moved"));
        return job.copy().put("delivered", fate.delivered()).put("deadAgain", fate.deadAgain())
                .put("waiting", Math.max(0, moved - fate.delivered() - fate.deadAgain()));
    }

    private static Map<String, ReplayFate> fates(List<JsonObject> answers) {
        Map<String, ReplayFate> sums = new HashMap<>();
        for (JsonObject answer : answers) {
            FleetJson.object(answer, "fates").forEach(each -> {
                if (each.getValue() instanceof JsonObject fate) {
                    sums.merge(each.getKey(), new ReplayFate(FleetJson.number(fate.getValue("delivered")),
                            FleetJson.number(fate.getValue("deadAgain"))), ReplayFate::plus);
                }
            });
        }
        return sums;
    }
}
