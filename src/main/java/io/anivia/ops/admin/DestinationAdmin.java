package io.anivia.ops.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.control.PauseNote;
import io.anivia.contract.DestinationQueues;
import io.anivia.destination.Destination;
import io.anivia.destination.DestinationStatus;
import io.anivia.destination.Destinations;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The destinations of this process, as people see them. */
@Singleton
public class DestinationAdmin implements AdminEndpoints {

    private final Destinations destinations;
    private final Broker broker;

    @Inject
    DestinationAdmin(Destinations destinations, Broker broker) {
        this.destinations = destinations;
        this.broker = broker;
    }

    @Override
    public void mount(AdminPaths paths) {
        paths.on("/broker", HttpMethod.GET, AdminRole.VIEW, request -> broker());
        paths.on("/destinations", HttpMethod.GET, AdminRole.VIEW, request -> all());
        paths.on("/destinations/:name", HttpMethod.GET, AdminRole.VIEW, request -> one(request.segment("name")));
    }

    JsonArray all() {
        JsonArray all = new JsonArray();
        Map<String, DestinationStatus> status = destinations.status();
        destinations.on().forEach(each -> Optional.ofNullable(status.get(each.name()))
                .ifPresent(of -> all.add(describe(each, of))));
        return all;
    }

    /** @throws HttpProblem if there is none of that name */
    public JsonObject one(String name) {
        Destination destination = find(name);
        DestinationStatus status = destinations.status().get(name);
        if (status == null) {
            throw unknown(name);
        }
        return describe(destination, status);
    }

    /** Of a process that reads no destinations, such as an Elmer, the broker says whether there are such queues. */
    ReplaySource dead(String name) {
        return ReplaySource.dead(name, destinations.on().isEmpty() ? named(name) : find(name).queues());
    }

    private static DestinationQueues named(String name) {
        try {
            return DestinationQueues.of(name);
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(404, String.valueOf(e.getMessage()));
        }
    }

    private Destination find(String name) {
        return destinations.on().stream().filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> unknown(name));
    }

    private static HttpProblem unknown(String name) {
        return new HttpProblem(404,
                "this process has no destination '" + name + "': GET /admin/destinations lists them");
    }

    private JsonObject describe(Destination destination, DestinationStatus status) {
        JsonObject json = new JsonObject()
                .put("name", destination.name())
                .put("state", status.state())
                .put("backlog", status.backlog() < 0 ? null : status.backlog())
                .put("inHand", status.inHand())
                .put("oldestSeconds", Math.round(status.oldestSeconds()))
                .put("lastSuccess", DeadLetterView.time(status.lastSuccessMillis()))
                .put("lastFailure", status.lastFailure().map(words -> new JsonObject()
                        .put("at", DeadLetterView.time(status.lastFailureMillis())).put("words", words)).orElse(null));
        var dead = broker.messageCount(destination.queues().dead());
        json.put("dead", dead.isPresent() ? dead.getAsLong() : null);
        Map<String, String> refusing = broker.refusingQueues();
        refusing.keySet().retainAll(destination.queues().all());
        if (!refusing.isEmpty()) {
            json.put("refusing", new JsonObject(new LinkedHashMap<>(refusing)));
        }
        json.put("paused", destinations.pauseNote(destination.name()).map(DestinationAdmin::describe).orElse(null));
        status.reason().ifPresent(reason -> json.put("reason", reason)
                .put("nextTry", status.isWaiting() ? DeadLetterView.time(status.nextTryMillis()) : null));
        return json;
    }

    private static JsonObject describe(PauseNote note) {
        return new JsonObject().put("by", note.by()).put("at", note.at()).put("reason", note.reason());
    }

    /** The broker, as this process sees it. */
    JsonObject broker() {
        return new JsonObject().put("ready", broker.isReady())
                .put("state", new JsonObject(new LinkedHashMap<>(broker.state())))
                .put("refusing", new JsonObject(new LinkedHashMap<>(broker.refusingQueues())));
    }
}
