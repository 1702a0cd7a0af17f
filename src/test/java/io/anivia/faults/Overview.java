package io.anivia.faults;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.processes.AniviaProcess;

/**
 * What the operator sees: the answer of {@code GET /admin/fleet}.
 *
 * @param json as it came
 */
record Overview(JsonNode json) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** As one process tells it of all. */
    static Overview read(AniviaProcess process) throws IOException, InterruptedException {
        return of(Admin.get(process, "/admin/fleet"));
    }

    static Overview of(String json) throws IOException {
        return new Overview(MAPPER.readTree(json));
    }

    JsonNode conservation() {
        return json.path("conservation");
    }

    long conservation(String term) {
        return conservation().path(term).asLong();
    }

    /** One destination's row; a missing node if there is none. */
    JsonNode destination(Sink sink) {
        for (JsonNode each : json.path("destinations")) {
            if (each.path("name").asText().equals(sink.destination())) {
                return each;
            }
        }
        return json.path("no such destination");
    }

    /** Ids of the processes that answered. */
    Set<String> answering() {
        Set<String> ids = new TreeSet<>();
        json.path("processes").forEach(each -> {
            if (!each.path("silent").asBoolean()) {
                ids.add(each.path("id").asText());
            }
        });
        return ids;
    }
}
