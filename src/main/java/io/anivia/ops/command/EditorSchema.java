package io.anivia.ops.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The JSON schema of a route file for editors: Camel's own, with what it leaves open. Which options an endpoint has,
 * and which parameters a template, and that every value may be a property placeholder. Pure functions.
 *
 * <p>It is of draft 7, where Camel's is of draft 4: only {@code if} and {@code then} say which options belong to which
 * address in a way that an editor underlines the one that is wrong, and not the step. What Camel's uses means the same
 * in both.
 */
final class EditorSchema {

    private static final String DRAFT_7 = "http://json-schema.org/draft-07/schema#";
    private static final String ENDPOINT = "anivia.endpoint";
    private static final String TEMPLATE = "anivia.template";
    private static final String TEMPLATED_ROUTE = "org.apache.camel.model.TemplatedRouteDefinition";
    /** A placeholder anywhere in the text, a bean, or a text that Camel takes as it is. */
    private static final String OPEN = ".*\\{\\{.+\\}\\}.*|#.+|RAW[({].*";
    private static final String PLACEHOLDER = ".*\\{\\{.+\\}\\}.*";
    private static final Map<String, String> TEXTS = Map.of("boolean", "true|false", "integer", "[+-]?\\d+",
            "number", "[+-]?\\d+(\\.\\d+)?");
    /** What Camel adds to the description of an option with a prefix. */
    private static final Pattern MULTI_VALUE = Pattern.compile(" This is a multi-value option with prefix: .*");

    private static final Pattern FORMAT_OR_LANGUAGE = Pattern.compile("\\.(dataformat|language)\\.");

    private final ObjectMapper json = new ObjectMapper();

    private EditorSchema() {
    }

    /**
     * The schema as a text, in which each line holds little, so that changes of it can be read.
     *
     * @param templates the descriptions of their parameters, by their names, by the templates' names
     */
    static String of(RouteSchema camels, EndpointOptions endpoints, Map<String, Map<String, String>> templates) {
        try {
            EditorSchema schema = new EditorSchema();
            return schema.json.writerWithDefaultPrettyPrinter().writeValueAsString(
                    schema.file(camels.file().deepCopy(), camels.missing(), endpoints, templates)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema is JSON", e);
        }
    }

    private ObjectNode file(ObjectNode camels, Set<String> missing, EndpointOptions endpoints,
            Map<String, Map<String, String>> templates) {
        ObjectNode file = json.createObjectNode().put("$schema", DRAFT_7).put("title", "Routes of Anivia")
                .put("description", "A file of routes/sources or routes/destinations");
        camels.remove("$schema");
        file.setAll(camels);
        leaveOut(file, missing);
        removeUnused(file);
        NavigableSet<String> schemes = endpoints.schemes();
        relax(file, "^(" + schemes.stream().map(EditorSchema::literal).collect(Collectors.joining("|"))
                + ")([:?].*)?$|^ *[{$#]|^ref:");
        ObjectNode definitions = (ObjectNode) file.path("items").path("definitions");
        ArrayNode cases = json.createArrayNode();
        for (String scheme : schemes) {
            JsonNode component = endpoints.description(scheme);
            if (!component.isMissingNode()) {
                definitions.set("anivia." + scheme, options(component));
                ObjectNode then = json.createObjectNode();
                then.putObject("properties").putObject("parameters")
                        .put("$ref", "#/items/definitions/anivia." + scheme);
                cases.add(condition("uri", "^" + literal(scheme) + "([:?]|$)", then));
            }
        }
        definitions.putObject(ENDPOINT).set("allOf", cases);
        definitions.putObject(TEMPLATE).set("allOf", templates(templates));
        refer((ObjectNode) definitions.path(TEMPLATED_ROUTE), TEMPLATE);
        return file;
    }

    /** Data formats and languages: each is a member, and an alternative in a list of them. */
    private static void leaveOut(JsonNode node, Set<String> missing) {
        if (node.path("properties") instanceof ObjectNode members) {
            members.remove(members.properties().stream().filter(member -> missing.contains(member.getKey())
                    && isFormatOrLanguage(member.getValue())).map(Map.Entry::getKey).toList());
        }
        for (String combination : new String[] {"oneOf", "anyOf"}) {
            Iterator<JsonNode> alternatives = node.path(combination).elements();
            while (alternatives.hasNext()) {
                JsonNode required = alternatives.next().path("required");
                if (required.size() == 1 && missing.contains(required.get(0).asText())) {
                    alternatives.remove();
                }
            }
        }
        node.forEach(child -> leaveOut(child, missing));
    }

    /** Where the alternatives say what it is, the member itself is empty. */
    private static boolean isFormatOrLanguage(JsonNode member) {
        return member.isObject() && member.isEmpty() || FORMAT_OR_LANGUAGE.matcher(member.path("$ref").asText()).find();
    }

    /** Definitions that nothing refers to any more. */
    private static void removeUnused(ObjectNode file) {
        ObjectNode items = (ObjectNode) file.path("items");
        ObjectNode definitions = (ObjectNode) items.remove("definitions");
        Set<String> used = new HashSet<>();
        Deque<JsonNode> toSearch = new ArrayDeque<>(List.of(file));
        while (!toSearch.isEmpty()) {
            for (String reference : toSearch.remove().findValuesAsText("$ref")) {
                String name = reference.substring(reference.lastIndexOf('/') + 1);
                if (used.add(name)) {
                    toSearch.add(definitions.path(name));
                }
            }
        }
        items.set("definitions", definitions.retain(used));
    }

    /** Schemes and names of templates have no special character of regular expressions but this one. */
    private static String literal(String name) {
        return name.replace(".", "\\.");
    }

    private ObjectNode condition(String member, String pattern, ObjectNode then) {
        ObjectNode condition = json.createObjectNode();
        ObjectNode when = condition.putObject("if");
        when.putObject("properties").putObject(member).put("type", "string").put("pattern", pattern);
        when.putArray("required").add(member);
        return condition.set("then", then);
    }

    private static void refer(ObjectNode object, String definition) {
        object.withArray("allOf").addObject().put("$ref", "#/items/definitions/" + definition);
    }

    /** Camel's schema knows neither placeholders nor that a text may be written as a number. */
    private void relax(JsonNode node, String addresses) {
        if (node instanceof ObjectNode object) {
            JsonNode members = object.path("properties");
            if (members.has("uri") && members.has("parameters")) {
                ((ObjectNode) members.path("uri")).put("pattern", addresses)
                        .put("patternErrorMessage", "There is no component of this name in Anivia");
                refer(object, ENDPOINT);
            }
            if (object.path("type").isTextual()) {
                scalar(object, PLACEHOLDER);
            }
        }
        List<JsonNode> children = new ArrayList<>();
        node.forEach(children::add);
        children.forEach(child -> relax(child, addresses));
    }

    /** @param open what may be written in place of a value of the type */
    private void scalar(ObjectNode schema, String open) {
        String type = schema.path("type").textValue();
        if (TEXTS.containsKey(type)) {
            schema.set("type", json.createArrayNode().add(type).add("string"));
            schema.put("pattern", "^(" + TEXTS.get(type) + "|" + open + ")$");
        } else if (type.equals("string") && schema.path("enum").isArray()) {
            ArrayNode either = schema.putArray("anyOf");
            either.addObject().set("enum", asWritten((ArrayNode) schema.remove("enum")));
            either.addObject().put("type", "string").put("pattern", "^(" + open + ")$");
            schema.remove("type");
        } else if (type.equals("string")) {
            schema.set("type", json.createArrayNode().add("string").add("number").add("boolean"));
        }
    }

    /** Without quotes the words true and false are no texts in YAML. */
    private static ArrayNode asWritten(ArrayNode choices) {
        ArrayNode written = choices.deepCopy();
        choices.forEach(choice -> {
            if (choice.asText().equals("true") || choice.asText().equals("false")) {
                written.add(Boolean.parseBoolean(choice.asText()));
            }
        });
        return written;
    }

    /** The options of one component, of its description as Camel generates it. */
    private ObjectNode options(JsonNode component) {
        ObjectNode schema = json.createObjectNode().put("type", "object")
                .put("description", component.path("component").path("description").asText());
        ObjectNode named = schema.putObject("properties");
        ObjectNode prefixed = json.createObjectNode();
        component.path("properties").properties().forEach(option -> {
            String prefix = option.getValue().path("prefix").asText("");
            if (prefix.isEmpty()) {
                named.set(option.getKey(), option(option.getValue()));
            } else {
                prefixed.set("^" + literal(prefix) + ".", json.createObjectNode()
                        .put("description", text(option.getValue())));
            }
        });
        if (!prefixed.isEmpty()) {
            schema.set("patternProperties", prefixed);
        }
        if (!component.path("component").path("lenientProperties").asBoolean()) {
            schema.put("additionalProperties", false);
        }
        return schema;
    }

    private static String text(JsonNode option) {
        return MULTI_VALUE.matcher(option.path("description").asText()).replaceFirst("");
    }

    private ObjectNode option(JsonNode option) {
        ObjectNode schema = json.createObjectNode().put("description", text(option));
        String type = option.path("type").asText();
        if (option.path("enum").isArray()) {
            schema.put("type", "string").set("enum", option.get("enum"));
            scalar(schema, OPEN);
        } else if (TEXTS.containsKey(type)) {
            schema.put("type", type);
            scalar(schema, OPEN);
        } else if (type.equals("duration")) {
            schema.set("type", json.createArrayNode().add("string").add("integer"));
            schema.put("pattern", "^(\\d.*|PT.+|" + OPEN + ")$")
                    .put("patternErrorMessage", "A duration, such as 500ms, 30s or 5m");
        } else {
            schema.set("type", json.createArrayNode().add("string").add("number").add("boolean"));
        }
        if (option.path("deprecated").asBoolean()) {
            schema.put("deprecated", true);
        }
        JsonNode value = option.path("defaultValue");
        if (!value.isMissingNode()) {
            schema.set("default", value);
        }
        return schema;
    }

    private ArrayNode templates(Map<String, Map<String, String>> templates) {
        ArrayNode cases = json.createArrayNode();
        templates.forEach((name, parameters) -> {
            ObjectNode then = json.createObjectNode();
            ArrayNode choices = then.putObject("properties").putObject("parameters").putObject("items")
                    .putObject("properties").putObject("name").putArray("oneOf");
            parameters.forEach((parameter, description) ->
                    choices.addObject().put("const", parameter).put("description", description));
            cases.add(condition("routeTemplateRef", "^" + literal(name) + "$", then));
        });
        return cases;
    }
}
