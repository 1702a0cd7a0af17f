package io.anivia.ops.shadow;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.Shortened;
import io.anivia.destination.Destinations;
import io.anivia.destination.Shadow;
import io.anivia.destination.ShadowedRequest;
import io.anivia.ops.RedactedBody;
import io.anivia.ops.ShownRequest;
import io.anivia.ops.fleet.FleetOperation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The shadows of this process. */
@Singleton
class ShadowOperation implements FleetOperation {

    static final String NAME = "shadow";
    /** Of each of the last requests: the answer of a process is bounded. */
    private static final int MOST_CHARACTERS = 2048;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Destinations destinations;

    @Inject
    ShadowOperation(Destinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** With a {@code name}, the shadow of that name and its requests; without, all of them. */
    @Override
    public JsonObject answer(JsonObject arguments) {
        String name = arguments.getString("name");
        boolean showsValues = Boolean.TRUE.equals(arguments.getValue("values"));
        List<JsonObject> found = destinations.shadows().stream()
                .filter(shadow -> name == null || shadow.name().equals(name))
                .map(shadow -> name == null ? new JsonObject().put("name", shadow.name()) : describe(shadow, showsValues))
                .toList();
        return new JsonObject().put("shadows", new JsonArray(found));
    }

    private static JsonObject describe(Shadow shadow, boolean showsValues) {
        Shadow.ShadowCounts counts = shadow.counts();
        return new JsonObject().put("name", shadow.name()).put("sample", shadow.share())
                .put("shadowed", counts.shadowed()).put("filtered", counts.filtered())
                .put("failed", counts.failed()).put("skipped", counts.skipped())
                .put("requests", new JsonArray(shadow.latest().stream()
                        .map(request -> describe(request, showsValues)).toList()));
    }

    private static JsonObject describe(ShadowedRequest request, boolean showsValues) {
        return new JsonObject().put("at", TIME.format(request.at()))
                .put("ok", request.failure() == null)
                .put("events", new JsonArray(request.events())).put("eventCount", request.eventCount())
                .put("request", describe(request.sent(), showsValues))
                .put("failure", request.failure() == null ? null : Shortened.to(MOST_CHARACTERS, request.failure()));
    }

    private static @Nullable JsonObject describe(ShadowedRequest.@Nullable Sent sent, boolean showsValues) {
        if (sent == null) {
            return null;
        }
        return new JsonObject().put("method", sent.method())
                .put("url", Shortened.to(MOST_CHARACTERS, ShownRequest.url(sent.url(), showsValues)))
                .put("headers", ShownRequest.headers(sent.headers(), showsValues))
                .put("bodyBytes", sent.bodyBytes())
                .put("body", showsValues ? Shortened.to(MOST_CHARACTERS, sent.body()) : RedactedBody.of(sent.body(),
                        sent.headers().getOrDefault("Content-Type", "")));
    }
}
