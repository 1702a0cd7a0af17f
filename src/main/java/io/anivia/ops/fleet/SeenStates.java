package io.anivia.ops.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.json.JsonObject;

/** The states of a destination as several processes see it. Pure functions. */
public final class SeenStates {

    static final String PAUSED = "paused";
    private static final String STATE = "state";
    /** The worst first. */
    private static final List<String> STATES = List.of("suspended", "backing off", PAUSED);
    /** Of one that delivers. */
    public static final int SOUND = STATES.size();

    private SeenStates() {
    }

    /** How bad a destination's state is: 0 is the worst, {@link #SOUND} is that of one that delivers. */
    public static int rank(JsonObject destination) {
        int index = STATES.indexOf(String.valueOf(destination.getValue(STATE)));
        return index < 0 ? SOUND : index;
    }

    /** In how many processes it is in which state. */
    public static JsonObject count(List<JsonObject> seen) {
        Map<String, Object> states = new LinkedHashMap<>();
        seen.forEach(each -> states.merge(String.valueOf(each.getValue(STATE)), 1L,
                (before, one) -> (Long) before + (Long) one));
        return new JsonObject(states);
    }

    /** Whether it waits to be tried again. */
    static boolean isHeldBack(JsonObject destination) {
        return rank(destination) < STATES.indexOf(PAUSED);
    }

    static boolean isPaused(JsonObject destination) {
        return PAUSED.equals(destination.getValue(STATE));
    }
}
