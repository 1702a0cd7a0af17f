package io.anivia.ops.fleet;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.admin.HttpProblem;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Another process says that it is there, and until when it says so again, or that it stops. */
@Singleton
class FleetHello implements FleetOperation {

    static final String NAME = "hello";
    private static final String LEAVING = "leaving";
    private static final String INTERVAL = "intervalSeconds";
    /** How many of the processes that are there answer a new one, about; it hears of the others when they say hello. */
    private static final int ENOUGH_ANSWERS = 50;

    private final FleetMembers members;
    private final ThisProcess process;

    @Inject
    FleetHello(FleetMembers members, ThisProcess process) {
        this.members = members;
        this.process = process;
    }

    static JsonObject arguments(ThisProcess process, Duration interval) {
        return process.toJson().put(LEAVING, false).put(INTERVAL, interval.toSeconds());
    }

    static JsonObject goodbye(ThisProcess process) {
        return process.toJson().put(LEAVING, true);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject answer(JsonObject arguments) {
        if (!(arguments.getValue("id") instanceof String id)) {
            throw new HttpProblem(400, "\"id\" is no text");
        }
        if (process.id().equals(id)) {
            // Each question is answered by the one that asks it, too, and members are the others.
            return new JsonObject();
        }
        if (Boolean.TRUE.equals(arguments.getValue(LEAVING))) {
            members.left(id);
        } else {
            members.saidHello(arguments, interval(arguments.getValue(INTERVAL)));
        }
        return new JsonObject();
    }

    private static @Nullable Duration interval(@Nullable Object seconds) {
        return seconds instanceof Integer number ? Duration.ofSeconds(number) : null;
    }

    /** Whether this process is one of those that answer: when all start at once, each would get an answer of each. */
    boolean isAnswered() {
        int all = members.ids().size() + 1;
        return all <= ENOUGH_ANSWERS || ThreadLocalRandom.current().nextInt(all) < ENOUGH_ANSWERS;
    }
}
