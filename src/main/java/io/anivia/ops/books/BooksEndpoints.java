package io.anivia.ops.books;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
import io.anivia.ops.fleet.ThisProcess;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The overview of all processes, and one destination in all of them. */
@Singleton
class BooksEndpoints implements AdminEndpoints {

    private static final String NAME = "name";
    private static final String VALUES = "values";

    private final Fleet fleet;
    private final ProcessBooks books;
    private final ThisProcess process;
    private final OverviewConfig bounds;

    @Inject
    BooksEndpoints(Fleet fleet, ProcessBooks books, ThisProcess process, OverviewConfig bounds) {
        this.fleet = fleet;
        this.books = books;
        this.process = process;
        this.bounds = bounds;
    }

    @Override
    public void mount(AdminPaths paths) {
        books.open();
        paths.on("/fleet", HttpMethod.GET, AdminRole.VIEW, request -> overview());
        paths.on("/fleet/destinations/:name", HttpMethod.GET, AdminRole.VIEW, this::destination);
    }

    private JsonObject overview() {
        FleetAnswers answers = fleet.ask(BooksOperation.NAME, new JsonObject());
        List<FleetAnswer> known = new ArrayList<>(answers.answers());
        List<String> silent = new ArrayList<>(answers.silent());
        if (silent.remove(process.id())) {
            // Its own answer came too late, as on a machine that is too busy: it need not be waited for.
            known.add(0, new FleetAnswer(process.toJson(), books.toJson()));
        }
        return FleetOverview.of(known, fleet.described(silent), answers.problems().size(), Instant.now(), bounds)
                .mergeIn(answers.shortcomings()).put("silent", new JsonArray(silent));
    }

    private JsonObject destination(AdminRequest request) {
        String name = request.segment(NAME);
        boolean showsValues = "true".equals(request.parameter(VALUES));
        if (showsValues) {
            request.requireValues();
        }
        FleetAnswers answers = fleet.ask(DestinationBooksOperation.NAME,
                new JsonObject().put(NAME, name).put(DestinationBooksOperation.VALUES, showsValues));
        List<FleetAnswer> having = answers.answers().stream()
                .filter(answer -> answer.result().getValue("destination") instanceof JsonObject).toList();
        if (having.isEmpty()) {
            throw new HttpProblem(404, "no process has a destination '" + name + "': GET /admin/fleet lists them");
        }
        JsonArray exchanges = exchanges(having);
        if (showsValues) {
            request.audit(name, exchanges.size());
        }
        List<JsonObject> seen = having.stream().map(answer -> answer.result().getJsonObject("destination")).toList();
        return FleetOverview.destination(seen, bounds).put("minutes", FleetOverview.minutes(seen)).put("exchanges", exchanges)
                .put("processes", new JsonArray(having.stream().map(BooksEndpoints::process).toList()))
                .mergeIn(answers.shortcomings());
    }

    private static JsonArray exchanges(List<FleetAnswer> answers) {
        return new JsonArray(answers.stream().flatMap(answer ->
                        FleetJson.rows(answer.result(), "exchanges")
                                .map(exchange -> exchange.copy().put("process", answer.processId())))
                .sorted(Comparator.comparing((JsonObject exchange) -> exchange.getString("at", "")).reversed()).toList());
    }

    private static JsonObject process(FleetAnswer answer) {
        JsonObject destination = answer.result().getJsonObject("destination");
        return new JsonObject().put("id", answer.processId()).put("state", destination.getValue("state"))
                .put("since", destination.getValue("since")).put("reason", destination.getValue("reason"));
    }
}
