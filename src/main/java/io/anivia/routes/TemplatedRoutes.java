package io.anivia.routes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Finds in a file's text what Camel passes over in silence: parameters that their template does not have, so that a
 * misspelt one would be without effect, and line breaks in the options of a step, which it takes out.
 */
final class TemplatedRoutes {

    /**
     * What is wrong with a file.
     *
     * @param line counted from 1
     */
    record TemplateProblem(int line, String why) {
    }

    private final CamelContext context;

    /** @param context with the templates */
    TemplatedRoutes(CamelContext context) {
        this.context = context;
    }

    /**
     * The first problem.
     *
     * @param text YAML
     * @throws org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException if it is no YAML
     */
    Optional<TemplateProblem> check(String text) {
        Node file = new Compose(LoadSettings.builder().build()).composeString(text).orElse(null);
        Map<String, RouteTemplateDefinition> templates = templates();
        return elements(file).map(element -> child(element, "templatedRoute"))
                .flatMap(Stream::ofNullable)
                .map(route -> check(route, templates))
                .flatMap(Optional::stream).findFirst()
                .or(() -> elements(file).flatMap(TemplatedRoutes::gluedLines).findFirst());
    }

    /** Options of steps whose lines would become one, without a blank between them. */
    private static Stream<TemplateProblem> gluedLines(Node node) {
        if (node instanceof SequenceNode) {
            return elements(node).flatMap(TemplatedRoutes::gluedLines);
        }
        if (!(node instanceof MappingNode mapping)) {
            return Stream.empty();
        }
        Stream<TemplateProblem> own = child(mapping, "uri") == null ? Stream.empty() : options(child(mapping, "parameters"))
                .filter(option -> hasLines(option.getValueNode()))
                .map(option -> new TemplateProblem(line(option.getValueNode()), "Camel takes the line breaks out of '"
                        + text(option.getKeyNode()) + "' and puts nothing in their place: write '>' behind the colon in"
                        + " place of '|', which makes them blanks"));
        // What begins a route may have JSON, in which they do not matter.
        Stream<TemplateProblem> inner = mapping.getValue().stream()
                .filter(member -> !text(member.getKeyNode()).equals("from")).map(NodeTuple::getValueNode)
                .flatMap(TemplatedRoutes::gluedLines);
        Node from = child(mapping, "from");
        Node steps = from == null ? null : child(from, "steps");
        return Stream.of(own, inner, steps == null ? Stream.<TemplateProblem>empty() : gluedLines(steps))
                .flatMap(problems -> problems);
    }

    private static Stream<NodeTuple> options(@Nullable Node parameters) {
        return parameters instanceof MappingNode mapping ? mapping.getValue().stream() : Stream.empty();
    }

    private static boolean hasLines(Node value) {
        return value instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.LITERAL
                && scalar.getValue().strip().contains("\n");
    }

    /** By id, those of the files that were read before. */
    private Map<String, RouteTemplateDefinition> templates() {
        return ((ModelCamelContext) context).getRouteTemplateDefinitions().stream()
                .collect(Collectors.toMap(RouteTemplateDefinition::getId, template -> template));
    }

    private static Optional<TemplateProblem> check(Node route, Map<String, RouteTemplateDefinition> templates) {
        Node reference = child(route, "routeTemplateRef");
        if (reference == null) {
            // Camel says so itself.
            return Optional.empty();
        }
        RouteTemplateDefinition template = templates.get(text(reference));
        if (template == null) {
            return Optional.of(new TemplateProblem(line(reference), "there is no template '" + text(reference)
                    + "'; there are " + String.join(", ", new TreeSet<>(templates.keySet()))));
        }
        Map<String, RouteTemplateParameterDefinition> known = new LinkedHashMap<>();
        template.getTemplateParameters().forEach(parameter -> known.put(parameter.getName(), parameter));
        List<Node> given = elements(child(route, "parameters")).map(parameter -> child(parameter, "name"))
                .flatMap(Stream::ofNullable).toList();
        Optional<TemplateProblem> unknown = given.stream().filter(name -> !known.containsKey(text(name))).findFirst()
                .map(name -> new TemplateProblem(line(name), "the template '" + template.getId() + "' has no parameter '"
                        + text(name) + "'; it has " + String.join(", ", known.keySet())));
        List<String> names = given.stream().map(TemplatedRoutes::text).toList();
        List<String> missing = known.values().stream()
                .filter(parameter -> parameter.isRequired() && parameter.getDefaultValue() == null)
                .map(RouteTemplateParameterDefinition::getName).filter(name -> !names.contains(name)).toList();
        return unknown.or(() -> missing.isEmpty() ? Optional.empty() : Optional.of(new TemplateProblem(line(reference),
                "the template '" + template.getId() + "' needs the parameter '" + missing.get(0) + "'")));
    }

    private static Stream<Node> elements(@Nullable Node list) {
        return list instanceof SequenceNode sequence ? sequence.getValue().stream() : Stream.empty();
    }

    private static @Nullable Node child(Node parent, String name) {
        return parent instanceof MappingNode mapping ? mapping.getValue().stream()
                .filter(member -> name.equals(text(member.getKeyNode()))).findFirst()
                .map(member -> member.getValueNode()).orElse(null) : null;
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
