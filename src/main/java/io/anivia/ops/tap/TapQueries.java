package io.anivia.ops.tap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.anivia.common.Shortened;
import io.anivia.ops.admin.HttpProblem;
import io.anivia.tap.TapFilter;
import io.anivia.tap.TapPoint;
import io.anivia.tap.TapQuery;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Reads what a tap looks for, out of a request and out of another process's message. */
final class TapQueries {

    /** Without any in the request: what passes once for each event. */
    private static final Set<TapPoint> USUAL = EnumSet.of(TapPoint.EVENT);
    private static final int MAX_NAME_CHARACTERS = 200;

    private TapQueries() {
    }

    /** @throws HttpProblem 400, with words that say what is wrong */
    static TapQuery of(List<String> points, @Nullable String destination, @Nullable String source, List<String> filters,
            boolean values) {
        EnumSet<TapPoint> all = EnumSet.noneOf(TapPoint.class);
        for (String point : points) {
            all.add(TapPoint.of(point).orElseThrow(() -> new HttpProblem(400, "there is no point '"
                    + Shortened.to(MAX_NAME_CHARACTERS, point)
                    + "': it is one of " + EnumSet.allOf(TapPoint.class))));
        }
        try {
            if (filters.size() > TapQuery.MAX_FILTERS) {
                throw new IllegalArgumentException("a tap has at most " + TapQuery.MAX_FILTERS + " filters");
            }
            return new TapQuery(all.isEmpty() ? USUAL : all, name(destination), name(source),
                    filters.stream().map(TapFilter::parse).toList(), values);
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(400, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String name(@Nullable String name) {
        if (name != null && name.length() > MAX_NAME_CHARACTERS) {
            throw new IllegalArgumentException("a name has at most " + MAX_NAME_CHARACTERS + " characters");
        }
        return name == null || name.isEmpty() ? null : name;
    }

    static JsonObject toJson(TapQuery query) {
        return new JsonObject()
                .put("points", new JsonArray(query.points().stream().map(TapPoint::toString).toList()))
                .put("destination", query.destination()).put("source", query.source())
                .put("where", new JsonArray(query.filters().stream().map(TapFilter::toString).toList()))
                .put("values", query.values());
    }

    /** @throws HttpProblem 400, as for a message of a version with points that this one does not know */
    static TapQuery fromJson(JsonObject json) {
        try {
            return of(texts(json, "points"), (String) json.getValue("destination"), (String) json.getValue("source"),
                    texts(json, "where"), json.getBoolean("values", false));
        } catch (ClassCastException | NullPointerException e) {
            throw new HttpProblem(400, "this is no tap that this version knows");
        }
    }

    private static List<String> texts(JsonObject json, String name) {
        List<String> texts = new ArrayList<>();
        json.getJsonArray(name, new JsonArray()).forEach(each -> texts.add(Objects.requireNonNull((String) each)));
        return texts;
    }
}
