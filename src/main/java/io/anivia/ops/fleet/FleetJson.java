package io.anivia.ops.fleet;

import java.util.List;
import java.util.stream.Stream;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Reads what other processes have answered, which may be of another version: what is missing, or of another type than it
 * should be, is nothing. Pure functions.
 */
public final class FleetJson {

    private FleetJson() {
    }

    /** A whole number; 0 for anything else. */
    public static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** A number; 0 for anything else. */
    public static double decimal(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    /** The objects in a list. */
    public static Stream<JsonObject> rows(JsonObject of, String name) {
        return of.getValue(name) instanceof JsonArray rows
                ? rows.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast) : Stream.empty();
    }

    /** An object; an empty one for anything else. */
    public static JsonObject object(JsonObject of, String name) {
        return of.getValue(name) instanceof JsonObject object ? object : new JsonObject();
    }

    /** What the numbers of this name come to. */
    public static long sum(List<JsonObject> rows, String name) {
        return rows.stream().mapToLong(row -> number(row.getValue(name))).sum();
    }
}
