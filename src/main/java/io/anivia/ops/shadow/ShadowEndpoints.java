package io.anivia.ops.shadow;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.admin.AdminEndpoints;
import io.anivia.ops.admin.AdminPaths;
import io.anivia.ops.admin.AdminRequest;
import io.anivia.ops.admin.AdminRole;
import io.anivia.ops.admin.HttpProblem;
import io.anivia.ops.fleet.Fleet;
import io.anivia.ops.fleet.FleetAnswer;
import io.anivia.ops.fleet.FleetAnswers;
import io.anivia.ops.fleet.FleetJson;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What shadows would send, of all processes together. */
@Singleton
class ShadowEndpoints implements AdminEndpoints {

    private static final int LATEST = 20;
    private static final List<String> COUNTS = List.of("shadowed", "filtered", "failed", "skipped");

    private final Fleet fleet;

    @Inject
    ShadowEndpoints(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void mount(AdminPaths paths) {
        paths.on("/shadows", HttpMethod.GET, AdminRole.VIEW, request -> names());
        paths.on("/destinations/:name/shadow", HttpMethod.GET, AdminRole.VIEW, this::one);
    }

    private JsonObject names() {
        FleetAnswers answers = fleet.ask(ShadowOperation.NAME, new JsonObject());
        List<String> names = answers.results().stream().flatMap(result -> FleetJson.rows(result, "shadows"))
                .map(shadow -> shadow.getString("name")).distinct().sorted().toList();
        return new JsonObject().put("shadows", new JsonArray(names)).mergeIn(answers.shortcomings());
    }

    /** @throws HttpProblem if no process has a shadow of that name */
    private JsonObject one(AdminRequest request) {
        String name = request.segment("name");
        boolean showsValues = "true".equals(request.parameter("values"));
        if (showsValues) {
            request.requireValues();
        }
        FleetAnswers answers = fleet.ask(ShadowOperation.NAME,
                new JsonObject().put("name", name).put("values", showsValues));
        JsonObject merged = merged(name, answers);
        if (showsValues) {
            request.audit(name, merged.getJsonArray("requests").size());
        }
        return merged;
    }

    private static JsonObject merged(String name, FleetAnswers answers) {
        LinkedHashMap<String, Long> counts = new LinkedHashMap<>();
        Stream.Builder<JsonObject> requests = Stream.builder();
        String sample = null;
        for (FleetAnswer answer : answers.answers()) {
            for (JsonObject shadow : FleetJson.rows(answer.result(), "shadows").toList()) {
                sample = shadow.getString("sample");
                COUNTS.forEach(count -> counts.merge(count, FleetJson.number(shadow.getValue(count)), Long::sum));
                FleetJson.rows(shadow, "requests").forEach(sent -> requests.add(sent.put("process", answer.processId())));
            }
        }
        if (sample == null) {
            throw new HttpProblem(404, "there is no shadow '" + name + "': its file says mode: shadow, and GET"
                    + " /admin/shadows lists them");
        }
        JsonObject merged = new JsonObject().put("name", name).put("mode", "shadow").put("sample", sample);
        counts.forEach(merged::put);
        List<JsonObject> latest = requests.build()
                .sorted(Comparator.comparing((JsonObject sent) -> sent.getString("at", "")).reversed()).limit(LATEST)
                .toList();
        return merged.put("requests", new JsonArray(latest)).mergeIn(answers.shortcomings());
    }
}
