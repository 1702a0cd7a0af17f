package io.anivia.ops.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Camel's JSON schema of a file of routes: which members an object may have. Read from Camel's own library, so that it
 * fits the version that reads the files. Immutable.
 */
final class RouteSchema {

    private static final String RESOURCE = "schema/camelYamlDsl.json";
    private static final String DEFINITION = "#/items/definitions/";
    /** Definitions within definitions; Camel nests three at most. */
    private static final int MAX_DEPTH = 8;

    private static final String MARSHAL = "org.apache.camel.model.MarshalDefinition";
    private static final String EXPRESSION = "org.apache.camel.model.language.ExpressionDefinition";

    private final JsonNode schema;
    private final NavigableSet<String> missing;

    private RouteSchema(JsonNode schema, NavigableSet<String> missing) {
        this.schema = schema;
        this.missing = missing;
    }

    /** @param known the data formats and languages that are in the program; empty: all that Camel has */
    static RouteSchema load(Set<String> known) {
        try (InputStream in = RouteSchema.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            JsonNode schema = new ObjectMapper().readTree(Objects.requireNonNull(in, RESOURCE));
            NavigableSet<String> missing = new TreeSet<>();
            if (!known.isEmpty()) {
                for (String definition : new String[] {MARSHAL, EXPRESSION}) {
                    schema.path("items").path("definitions").path(definition).path("anyOf").findValues("properties")
                            .forEach(alternative -> alternative.fieldNames().forEachRemaining(missing::add));
                }
                missing.removeAll(known);
            }
            return new RouteSchema(schema, missing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The data formats and languages of Camel that need a library which is not in the program. */
    Set<String> missing() {
        return missing;
    }

    /** Of the file as a whole, a list. */
    JsonNode file() {
        return schema;
    }

    /** What the elements of a list are. */
    JsonNode elements(JsonNode list) {
        return resolved(list).path("items");
    }

    /** The members that an object may have, with their schemas; empty if it may have any. */
    Optional<Map<String, JsonNode>> members(JsonNode object) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        boolean isClosed = collect(object, members, 0);
        return isClosed ? Optional.of(members) : Optional.empty();
    }

    /** Whether an object has one member, as a step has. */
    boolean isOfOneMember(JsonNode object) {
        return resolved(object).path("maxProperties").asInt() == 1;
    }

    /** The members that an object must have. */
    List<String> required(JsonNode object) {
        List<String> required = new ArrayList<>();
        resolved(object).path("required").forEach(member -> required.add(member.asText()));
        return required;
    }

    /** What a value may be: array, object, string and others; empty if it is not known. */
    Set<String> types(JsonNode value) {
        JsonNode resolved = resolved(value);
        Set<String> types = new TreeSet<>();
        if (resolved.path("type").isTextual()) {
            types.add(resolved.path("type").textValue());
        }
        resolved.path("oneOf").forEach(alternative -> types.addAll(types(alternative)));
        return types;
    }

    /** @return whether other members are forbidden */
    private boolean collect(JsonNode part, Map<String, JsonNode> members, int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        JsonNode resolved = resolved(part);
        boolean isClosed = resolved.path("additionalProperties").isBoolean()
                && !resolved.path("additionalProperties").booleanValue();
        resolved.path("properties").properties().forEach(member ->
                members.putIfAbsent(member.getKey(), member.getValue()));
        for (String combination : new String[] {"oneOf", "anyOf", "allOf"}) {
            for (JsonNode alternative : resolved.path(combination)) {
                isClosed |= collect(alternative, members, depth + 1);
            }
        }
        return isClosed;
    }

    private JsonNode resolved(JsonNode part) {
        String reference = part.path("$ref").asText("");
        return reference.startsWith(DEFINITION)
                ? schema.path("items").path("definitions").path(reference.substring(DEFINITION.length())) : part;
    }
}
