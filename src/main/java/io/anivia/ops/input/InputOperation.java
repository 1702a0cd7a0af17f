package io.anivia.ops.input;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.fleet.FleetOperation;
import io.anivia.source.counts.InputCounts;
import io.anivia.source.counts.InputCounts.RejectedCount;
import io.anivia.source.counts.InputCounts.RejectedSample;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Asks a process for what it has read. */
@Singleton
class InputOperation implements FleetOperation {

    static final String NAME = "input";
    /** An answer has a mebibyte at most, and names in samples may be long. */
    private static final int MAX_REASONS_WITH_SAMPLES = 20;
    private static final int MAX_SCHEMAS = 200;

    private final InputCounts inputs;
    private final MeterRegistry meters;

    @Inject
    InputOperation(InputCounts inputs, MeterRegistry meters) {
        this.inputs = inputs;
        this.meters = meters;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject answer(JsonObject arguments) {
        JsonArray keys = new JsonArray();
        inputs.keys().forEach(key -> keys.add(new JsonObject().put("name", key.name())
                .put("perSecond", key.perSecond()).put("accepted", key.accepted())));
        JsonArray warnings = new JsonArray();
        inputs.warnings().forEach((text, count) -> warnings.add(new JsonObject().put("text", text)
                .put("count", count)));
        return new JsonObject().put("keys", keys).put("rejected", rejected()).put("warnings", warnings)
                .put("clocks", new JsonObject(new TreeMap<>(inputs.clocks()))).put("schemas", schemas());
    }

    private JsonArray rejected() {
        JsonArray rows = new JsonArray();
        List<RejectedCount> all = inputs.rejected().stream()
                .sorted(Comparator.comparingLong(RejectedCount::count).reversed()).toList();
        for (RejectedCount each : all) {
            JsonArray samples = new JsonArray();
            if (rows.size() < MAX_REASONS_WITH_SAMPLES) {
                each.samples().forEach(sample -> samples.add(sample(sample)));
            }
            rows.add(new JsonObject().put("reason", each.reason()).put("count", each.count())
                    .put("first", each.first()).put("last", each.last()).put("samples", samples));
        }
        return rows;
    }

    private static JsonObject sample(RejectedSample sample) {
        return new JsonObject().put("receipt", sample.receipt()).put("source", sample.source())
                .put("excerpt", new JsonObject(sample.excerpt()));
    }

    private JsonArray schemas() {
        JsonArray rows = new JsonArray();
        for (Counter each : meters.find("anivia.events.violations").counters()) {
            if (rows.size() < MAX_SCHEMAS) {
                rows.add(new JsonObject().put("schema", each.getId().getTag("schema"))
                        .put("violations", Math.round(each.count())));
            }
        }
        return rows;
    }
}
