package io.anivia.ops.fleet;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.destination.Destinations;
import io.anivia.ops.admin.DestinationAdmin;
import io.anivia.ops.admin.HttpProblem;
import io.vertx.core.json.JsonObject;

/**
 * What a process does about one of its destinations. Pause and resume are not carried in the message: a process looks
 * at the flag in the broker, so that a message that is lost, late or forged changes nothing.
 */
@Singleton
class DestinationOperations {

    static final String PAUSE = "pause";
    static final String RESUME = "resume";
    static final String PROBE = "probe";
    /** Changes nothing. */
    static final String LOOK = "destination";

    private final Destinations destinations;
    private final DestinationAdmin admin;

    @Inject
    DestinationOperations(Destinations destinations, DestinationAdmin admin) {
        this.destinations = destinations;
        this.admin = admin;
    }

    /** Something to be done about a destination. */
    private interface DestinationChange {
        void on(String destination);
    }

    private record DestinationOperation(String name, DestinationAdmin admin, Destinations destinations,
            DestinationChange change) implements FleetOperation {

        /** @return {@code destination} as this process sees it; {@code null} if it has none of that name */
        @Override
        public JsonObject answer(JsonObject arguments) {
            if (!(arguments.getValue("destination") instanceof String destination)) {
                throw new HttpProblem(400, "\"destination\" is no text");
            }
            if (destinations.route(destination).isEmpty()) {
                return new JsonObject().putNull("destination");
            }
            change.on(destination);
            return new JsonObject().put("destination", admin.one(destination));
        }
    }

    @Produces
    @Singleton
    FleetOperation pause() {
        return new DestinationOperation(PAUSE, admin, destinations, destinations::lookForPause);
    }

    @Produces
    @Singleton
    FleetOperation resume() {
        return new DestinationOperation(RESUME, admin, destinations, name -> {
            destinations.lookForPause(name);
            destinations.probeNow(name);
        });
    }

    @Produces
    @Singleton
    FleetOperation look() {
        return new DestinationOperation(LOOK, admin, destinations, name -> { });
    }

    @Produces
    @Singleton
    FleetOperation probe() {
        return new DestinationOperation(PROBE, admin, destinations, destinations::probeNow);
    }
}
