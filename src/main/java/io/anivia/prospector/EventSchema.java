package io.anivia.prospector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import io.anivia.prospector.SchemasConfig.SchemaMode;
import org.jspecify.annotations.Nullable;

/**
 * The schema of one type of events. Thread-safe.
 *
 * @param name as its file is called
 */
public record EventSchema(String name, JsonSchema schema, SchemaMode mode) {

    /** What is wrong with an event, for itself, that takes too long to be checked. */
    static final List<@Nullable Object> GIVEN_UP = List.of(Map.of("at", "", "rule", "tooManyLooks"));

    /** What is wrong with an event; empty: nothing. */
    List<ValidationMessage> violations(JsonNode event) {
        return List.copyOf(schema.validate(event));
    }

    /** For the event itself: where, and which rule; without values. */
    static List<@Nullable Object> described(List<ValidationMessage> violations, int most) {
        List<@Nullable Object> described = new ArrayList<>();
        for (ValidationMessage violation : violations.subList(0, Math.min(most, violations.size()))) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            String place = violation.getInstanceLocation().toString();
            each.put("at", violation.getProperty() == null ? place : place + "/" + violation.getProperty());
            each.put("rule", violation.getType());
            described.add(each);
        }
        return described;
    }

    /** Why an event is rejected: in words of the schema alone, so it may be logged. */
    String rejection(List<ValidationMessage> violations) {
        String more = violations.size() == 1 ? "" : ", and " + (violations.size() - 1) + " more";
        ValidationMessage first = violations.get(0);
        // Of a member that is required the schema says the name.
        String member = first.getType().equals("required") ? " (" + first.getProperty() + ")" : "";
        return "the event does not match the schema '" + name + "' at its " + first.getEvaluationPath() + member + more;
    }

    /** Why an event is rejected that takes too long to be checked. */
    String rejectionGivenUp() {
        return "checking the event against the schema '" + name + "' takes too many looks at it or too deep a stack"
                + " (anivia.schemas.max-looks)";
    }
}
