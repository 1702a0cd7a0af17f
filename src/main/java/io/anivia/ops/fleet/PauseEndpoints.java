package io.anivia.ops.fleet;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.control.PauseNote;
import io.anivia.contract.DestinationQueues;
import io.anivia.destination.Destinations;
import io.anivia.ops.admin.AdminEndpoints;
import io.anivia.ops.admin.AdminPaths;
import io.anivia.ops.admin.AdminRequest;
import io.anivia.ops.admin.AdminRole;
import io.anivia.ops.admin.HttpProblem;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/**
 * Pauses, resumes and probes destinations in all processes. A pause is a flag in the broker first; then the processes
 * are told to look. One that is not reached looks by itself within five minutes, and when it starts.
 */
@Singleton
class PauseEndpoints implements AdminEndpoints {

    private static final int MAX_REASON = 500;
    /** It stands in logs: nothing in it may begin a line or change the direction of others. */
    private static final Pattern NOT_VISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    /** A process asks the broker before it answers. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TRIED_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(200);
    private static final String NAME = "name";

    private final Fleet fleet;
    private final Broker broker;
    private final Destinations destinations;
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Inject
    PauseEndpoints(Fleet fleet, Broker broker, Destinations destinations) {
        this.fleet = fleet;
        this.broker = broker;
        this.destinations = destinations;
    }

    @Override
    public void mount(AdminPaths paths) {
        String path = "/fleet/destinations/:name";
        post(paths, path + "/pause", request -> pause(request).toJson());
        post(paths, path + "/resume", request -> resume(request).toJson());
        post(paths, path + "/probe", this::probe);
        String former = "/destinations/:name";
        post(paths, former + "/pause", request -> pause(request).toFormerJson());
        // The name in 0.1.0; it goes with the other former names.
        post(paths, former + "/suspend", request -> pause(request).toFormerJson());
        post(paths, former + "/resume", request -> resume(request).toFormerJson());
    }

    private interface Change {
        JsonObject by(AdminRequest request) throws Exception;
    }

    private static void post(AdminPaths paths, String path, Change change) {
        paths.on(path, HttpMethod.POST, AdminRole.OPERATE, change::by);
    }

    private DestinationOutcome pause(AdminRequest request) throws IOException {
        String name = known(request.segment(NAME));
        String reason = reason(request.bodyIfAny());
        broker.pauses().set(name, new PauseNote(request.caller().name(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(), reason));
        return told(DestinationOperations.PAUSE, name, request, reason);
    }

    private static String reason(JsonObject body) {
        Object reason = body.getValue("reason");
        if (reason != null && !(reason instanceof String text && text.length() <= MAX_REASON
                && !NOT_VISIBLE.matcher(text).find())) {
            throw new HttpProblem(400, "\"reason\" is a text of at most " + MAX_REASON
                    + " characters, on one line and without control characters");
        }
        return reason == null ? "" : (String) reason;
    }

    /** Also ends the wait of a destination that is backing off or suspended. */
    private DestinationOutcome resume(AdminRequest request) throws IOException {
        String name = known(request.segment(NAME));
        broker.pauses().clear(name);
        return told(DestinationOperations.RESUME, name, request, "");
    }

    /** Also says what came of it, as far as that is known within {@link #TRIED_WITHIN} of the call. */
    private JsonObject probe(AdminRequest request) throws InterruptedException {
        long until = System.nanoTime() + TRIED_WITHIN.toNanos();
        String name = known(request.segment(NAME));
        Map<String, JsonObject> before = ProbeOutcome.heldBack(look(name));
        DestinationOutcome told = ask(DestinationOperations.PROBE, name);
        if (told.isPaused()) {
            throw new HttpProblem(409, "destination '" + name + "' is paused: resume it, which probes it, too");
        }
        ProbeOutcome outcome = outcome(name, before, until);
        request.audit(outcome.inWords(), told.count());
        return told.toJson().put("tried", outcome.toJson()).put("outcome", outcome.inWords());
    }

    private ProbeOutcome outcome(String name, Map<String, JsonObject> before, long until)
            throws InterruptedException {
        ProbeOutcome outcome = ProbeOutcome.of(before, look(name));
        while (!outcome.isComplete() && System.nanoTime() - until < 0
                && !stopped.await(LOOK_AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
            outcome = ProbeOutcome.of(before, look(name));
        }
        return outcome;
    }

    private FleetAnswers look(String name) {
        return fleet.ask(DestinationOperations.LOOK, new JsonObject().put("destination", name));
    }

    private DestinationOutcome told(String operation, String name, AdminRequest request, String reason) {
        DestinationOutcome outcome = ask(operation, name);
        request.audit(reason.isEmpty() ? "all processes" : "all processes, reason: " + reason, outcome.count());
        return outcome;
    }

    private DestinationOutcome ask(String operation, String name) {
        return DestinationOutcome.of(fleet.ask(operation, new JsonObject().put("destination", name), TIMEOUT));
    }

    /** @throws HttpProblem 404 if no process has one of that name */
    private String known(String name) {
        HttpProblem unknown = new HttpProblem(404, "no process has a destination '" + name
                + "': GET /admin/destinations lists those of one");
        try {
            DestinationQueues.of(name);
        } catch (IllegalArgumentException e) {
            throw unknown;
        }
        // Not every process has any.
        if (destinations.route(name).isEmpty() && ask(DestinationOperations.PAUSE, name).count() == 0) {
            throw unknown;
        }
        return name;
    }

    @PreDestroy
    void close() {
        stopped.countDown();
    }
}
