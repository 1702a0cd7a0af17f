package io.anivia.ops.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Holds a file of tests against the schema of such files: all that is wrong, and where. Not thread-safe. */
final class RouteTestCheck {

    private static final Map<String, String> KINDS = Map.of("array", "a list", "object", "members below it", "string",
            "a text", "integer", "a whole number", "number", "a number", "boolean", "true or false");

    private final Path file;
    private final JsonNode schema = RouteTestSchema.load();
    private final Set<String> ofTheOthers = new TreeSet<>();
    private final String kind;
    private final String otherKind;
    private final List<Problem> problems = new ArrayList<>();

    /** @param isOfSource whether the tests are of a source; else they are of a destination */
    RouteTestCheck(Path file, boolean isOfSource) {
        this.file = file;
        this.kind = isOfSource ? "source" : "destination";
        this.otherKind = isOfSource ? "destination" : "source";
        schema.at("/definitions/test/" + (isOfSource ? "then" : "else") + "/properties").fieldNames()
                .forEachRemaining(ofTheOthers::add);
    }

    List<Problem> problems(Node root) {
        check(root, schema, "the file");
        return problems;
    }

    private void check(Node node, JsonNode part, String name) {
        JsonNode itsSchema = part.has("$ref") ? schema.at(part.path("$ref").asText().substring(1)) : part;
        Set<String> types = types(itsSchema);
        if (!types.isEmpty() && !is(node, types)) {
            report(node, "'" + name + "' cannot be " + (node instanceof ScalarNode scalar
                    ? "'" + scalar.getValue() + "'" : node instanceof SequenceNode ? "a list" : "an object")
                    + ": write " + types.stream().map(KINDS::get).collect(Collectors.joining(" or ")));
        } else if (node instanceof MappingNode object) {
            object(object, itsSchema, name);
        } else if (node instanceof SequenceNode list) {
            if (list.getValue().size() < itsSchema.path("minItems").asInt()) {
                report(list, "there is no test in it: write a list under '" + name + "'");
            }
            list.getValue().forEach(element -> check(element, itsSchema.path("items"), name));
        } else if (node instanceof ScalarNode scalar) {
            scalar(scalar, itsSchema, name);
        }
    }

    private void object(MappingNode object, JsonNode itsSchema, String name) {
        boolean isOpen = !itsSchema.path("additionalProperties").isBoolean();
        boolean isTest = name.equals("tests");
        Set<String> known = new TreeSet<>();
        itsSchema.path("properties").fieldNames().forEachRemaining(known::add);
        if (isTest) {
            known.removeAll(ofTheOthers);
        }
        Set<String> seen = new HashSet<>();
        for (NodeTuple member : object.getValue()) {
            String key = member.getKeyNode() instanceof ScalarNode text ? text.getValue() : "";
            if (!seen.add(key)) {
                report(member.getKeyNode(), "'" + key + "' is there twice: remove one of them");
            } else if (isTest && ofTheOthers.contains(key)) {
                report(member.getKeyNode(), "the test of a " + kind + " has no '" + key + "', which is a " + otherKind
                        + "'s: write some of " + String.join(", ", known));
            } else if (!isOpen && !known.contains(key)) {
                report(member.getKeyNode(), (isTest ? "a test" : name.equals("the file") ? name : "'" + name + "'")
                        + " has no '" + key + "'" + RouteTextCheck.instead(key, known));
            } else {
                check(member.getValueNode(), itsSchema.path("properties").path(key).isMissingNode()
                        ? itsSchema.path("additionalProperties") : itsSchema.path("properties").path(key), key);
            }
        }
        itsSchema.path("required").forEach(needed -> {
            if (!seen.contains(needed.asText())) {
                report(object, (isTest ? "a test" : name) + " needs '" + needed.asText() + "': write it");
            }
        });
    }

    private void scalar(ScalarNode scalar, JsonNode itsSchema, String name) {
        List<String> choices = new ArrayList<>();
        itsSchema.path("enum").forEach(choice -> choices.add(choice.asText()));
        boolean isWrong = !choices.isEmpty() && !choices.contains(scalar.getValue())
                || itsSchema.has("pattern") && !scalar.getValue().matches(itsSchema.get("pattern").asText())
                || itsSchema.has("minimum") && scalar.getTag().equals(Tag.INT)
                        && Integer.parseInt(scalar.getValue()) < itsSchema.get("minimum").asInt();
        if (isWrong) {
            report(scalar, "'" + name + "' cannot be '" + scalar.getValue() + "': write " + (choices.isEmpty()
                    ? itsSchema.path("patternErrorMessage").asText("more") : "one of " + String.join(", ", choices)));
        }
    }

    private static Set<String> types(JsonNode itsSchema) {
        Set<String> types = new TreeSet<>();
        if (itsSchema.path("type").isTextual()) {
            types.add(itsSchema.path("type").asText());
        }
        itsSchema.path("type").forEach(type -> types.add(type.asText()));
        return types;
    }

    private static boolean is(Node node, Set<String> types) {
        if (node instanceof MappingNode) {
            return types.contains("object");
        } else if (node instanceof SequenceNode) {
            return types.contains("array");
        }
        Tag tag = node.getTag();
        boolean isNumber = types.contains("number") && (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT));
        return isNumber || types.contains("integer") && tag.equals(Tag.INT)
                || types.contains("boolean") && tag.equals(Tag.BOOL) || types.contains("string") && tag.equals(Tag.STR);
    }

    private void report(Node node, String what) {
        Mark mark = node.getStartMark().orElseThrow();
        problems.add(new Problem(file, mark.getLine() + 1, mark.getColumn() + 1, what));
    }
}
