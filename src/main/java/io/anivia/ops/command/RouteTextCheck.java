package io.anivia.ops.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Finds what is wrong with the text of route files: all of it, where Camel stops at the first. What needs a route, such
 * as an option that two others contradict, is left to Camel. Not thread-safe.
 */
final class RouteTextCheck {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^{}:?!]+)(:[^{}]*)?}}");
    private static final Pattern STEP_TO = Pattern.compile("to|toD|from|wireTap");
    private static final Pattern PREDICATES = Pattern.compile("when|filter|validate|onWhen|completionPredicate");

    private record TextPlace(Path file, int line, int column) {
    }

    private final CamelContext context;
    private final List<Path> files;
    private final EndpointOptions endpoints;
    private final RouteSchema schema;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, TextPlace> ids = new HashMap<>();
    private final Map<String, TextPlace> names = new HashMap<>();
    /** Of {@code direct:}, where routes begin, and where they send to. */
    private final Set<String> directs = new HashSet<>();
    private final Map<TextPlace, String> sentTo = new LinkedHashMap<>();

    RouteTextCheck(CamelContext context, List<Path> files) {
        this.context = context;
        this.files = files;
        this.endpoints = new EndpointOptions(context);
        this.schema = RouteSchema.load(endpoints.formatsAndLanguages());
    }

    List<Problem> problems() {
        files.forEach(this::check);
        sentTo.forEach((place, direct) -> {
            if (!directs.contains(direct) && context.getRoutes().stream().noneMatch(
                    route -> route.getEndpoint().getEndpointBaseUri().replace("://", ":").equals(direct))) {
                report(place, "no route begins with '" + direct + "'" + NearestName.of(direct, directs)
                        .map(near -> ": write '" + near + "'").orElse(": write a route that does, or another address"));
            }
        });
        return problems;
    }

    private void check(Path file) {
        try {
            Optional<Node> root = new Compose(LoadSettings.builder().setLabel(file.toString()).build())
                    .composeString(Files.readString(file));
            if (root.isPresent() && root.get() instanceof SequenceNode list) {
                for (Node element : list.getValue()) {
                    checkElement(file, element);
                }
            }
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            problems.add(new Problem(file, mark == null ? 1 : mark.getLine() + 1,
                    mark == null ? 1 : mark.getColumn() + 1, "no YAML: " + e.getProblem()));
        } catch (IOException e) {
            // Read once more with all files, which says why it cannot be.
            return;
        }
    }

    /** A route that its precondition leaves out may lack its settings. */
    private void checkElement(Path file, Node element) {
        boolean isOn = member(element, "route").flatMap(route -> member(route, "precondition"))
                .map(this::isMet).orElse(true);
        new Walk(file, isOn).element(element, schema.elements(schema.file()));
    }

    private boolean isMet(Node precondition) {
        if (!(precondition instanceof ScalarNode text)) {
            return true;
        }
        try {
            return evaluate(text.getValue());
        } catch (RuntimeException e) {
            // Camel finds it, too, and says so.
            return true;
        }
    }

    private boolean evaluate(String precondition) {
        var predicate = context.resolveLanguage("simple")
                .createPredicate(context.resolvePropertyPlaceholders(precondition));
        predicate.init(context);
        return predicate.matches(new DefaultExchange(context));
    }

    private static Optional<Node> member(Node object, String name) {
        return object instanceof MappingNode mapping ? mapping.getValue().stream()
                .filter(tuple -> name.equals(text(tuple.getKeyNode()))).map(NodeTuple::getValueNode).findFirst()
                : Optional.empty();
    }

    private static @Nullable String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    private void report(TextPlace place, String what) {
        problems.add(new Problem(place.file(), place.line(), place.column(), what));
    }

    /** Through one route, or what else a file has. */
    private final class Walk {

        private final Path file;
        private final boolean isOn;

        Walk(Path file, boolean isOn) {
            this.file = file;
            this.isOn = isOn;
        }

        void element(Node element, JsonNode itsSchema) {
            node(element, itsSchema, "", "");
        }

        private TextPlace place(Node node) {
            Mark mark = node.getStartMark().orElseThrow();
            return new TextPlace(file, mark.getLine() + 1, mark.getColumn() + 1);
        }

        /**
         * @param name of the member that it is the value of; empty in a list
         * @param parent of that member's object
         */
        private void node(Node node, JsonNode itsSchema, String name, String parent) {
            if (node instanceof SequenceNode list) {
                list.getValue().forEach(element -> node(element, schema.elements(itsSchema), "", name));
            } else if (node instanceof MappingNode object) {
                object(object, itsSchema, name, parent);
            } else if (node instanceof ScalarNode scalar) {
                scalar(scalar, name, parent);
            }
        }

        private void object(MappingNode object, JsonNode itsSchema, String name, String parent) {
            Optional<Map<String, JsonNode>> known = schema.members(itsSchema);
            Set<String> seen = new HashSet<>();
            for (NodeTuple tuple : object.getValue()) {
                String key = String.valueOf(text(tuple.getKeyNode()));
                if (!seen.add(key)) {
                    report(place(tuple.getKeyNode()), "'" + key + "' is there twice: remove one of them");
                } else if (known.isPresent() && !known.get().containsKey(key)) {
                    report(place(tuple.getKeyNode()), "'" + (name.isEmpty() ? parent : name) + "' has no '" + key + "'"
                            + instead(key, known.get().keySet()));
                    continue;
                }
                JsonNode member = known.map(members -> members.get(key)).orElse(schema.file().path("none"));
                node(tuple.getValueNode(), member, key, name.isEmpty() ? parent : name);
            }
            Optional<Node> uri = member(object, "uri");
            if (uri.isPresent() && uri.get() instanceof ScalarNode address) {
                endpoint(address, member(object, "parameters").orElse(null), name);
            }
        }

        private void scalar(ScalarNode scalar, String name, String parent) {
            if (isOn) {
                placeholders(scalar);
            }
            if (STEP_TO.matcher(name).matches()) {
                endpoint(scalar, null, name);
            } else if (name.equals("simple") || name.equals("expression") && parent.equals("simple")) {
                simple(scalar, PREDICATES.matcher(parent).matches());
            } else if (name.equals("id") && parent.equals("route")) {
                unique(ids, scalar.getValue(), place(scalar), "the id");
            } else if (isBean(name, parent)) {
                bean(scalar, scalar.getValue());
            }
        }

        private boolean isBean(String name, String parent) {
            return name.matches("process|bean") || name.equals("ref") && parent.matches("process|bean|method");
        }

        private void placeholders(ScalarNode scalar) {
            Matcher matcher = PLACEHOLDER.matcher(scalar.getValue());
            while (matcher.find()) {
                String key = matcher.group(1).strip();
                if (matcher.group(2) == null && !isSet(key)) {
                    String variable = key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
                    report(place(scalar), "the setting '" + key + "' is missing: set " + variable + ", or write {{"
                            + key + ":default}}");
                }
            }
        }

        private boolean isSet(String key) {
            return !key.contains("env:") && context.getPropertiesComponent().resolveProperty(key).isPresent();
        }

        private void simple(ScalarNode scalar, boolean isPredicate) {
            try {
                String resolved = context.resolvePropertyPlaceholders(scalar.getValue());
                if (isPredicate) {
                    context.resolveLanguage("simple").createPredicate(resolved).init(context);
                } else {
                    context.resolveLanguage("simple").createExpression(resolved).init(context);
                }
            } catch (RuntimeException e) {
                if (isOn && !String.valueOf(e.getMessage()).contains("Property with key")) {
                    report(place(scalar), "the expression cannot be read: " + oneLine(e));
                }
            }
        }

        private void bean(ScalarNode scalar, String name) {
            if (!name.contains("{{") && !name.contains("$") && context.getRegistry().lookupByName(name) == null) {
                report(place(scalar), "there is no bean '" + name + "': write the name of one that is in the program");
            }
        }

        private void endpoint(ScalarNode address, @Nullable Node parameters, String step) {
            String uri = address.getValue();
            String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : uri;
            if (scheme.contains("{{") || scheme.contains("$") || scheme.isBlank()) {
                return;
            }
            String path = uri.replaceAll("\\?.*", "");
            if (scheme.equals("direct")) {
                if (step.equals("from")) {
                    directs.add(path);
                } else {
                    sentTo.put(place(address), path);
                }
            }
            if (step.equals("from") && (scheme.equals("destination") || scheme.equals("source"))) {
                unique(names, path, place(address), "the " + scheme);
            }
            if (!endpoints.isKnown(scheme)) {
                report(place(address), "there is no component '" + scheme + "'" + instead(scheme, endpoints.schemes()));
                return;
            }
            if (parameters instanceof MappingNode options) {
                options.getValue().forEach(option -> option(scheme, option));
            }
        }

        private void option(String scheme, NodeTuple option) {
            String name = String.valueOf(text(option.getKeyNode()));
            String value = text(option.getValueNode());
            endpoints.problem(scheme, name, value == null ? null : resolved(value)).ifPresent(what ->
                    report(place(what.isOfValue() ? option.getValueNode() : option.getKeyNode()), what.what()));
            boolean isExpression = scheme.equals("destination") && value != null
                    && (name.equals("accept") || name.equals("orderBy") && value.contains("${"));
            if (isExpression && option.getValueNode() instanceof ScalarNode scalar) {
                simple(scalar, name.equals("accept"));
            }
        }

        /** {@code null} if a setting in it is missing, which is reported, or not needed. */
        private @Nullable String resolved(String value) {
            try {
                return context.resolvePropertyPlaceholders(value);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }

    private void unique(Map<String, TextPlace> taken, String name, TextPlace here, String what) {
        TextPlace other = taken.putIfAbsent(name, here);
        if (other != null) {
            report(here, what + " '" + name + "' is taken by " + other.file() + ":" + other.line()
                    + ": write another one");
        }
    }

    static String instead(String misspelt, Set<String> known) {
        return NearestName.of(misspelt, known).map(near -> ": write '" + near + "'")
                .orElse(": remove it, or write one that there is");
    }

    private static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("*")).reduce((a, b) -> a + " " + b).orElse("");
    }
}
