package io.anivia.ops.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.routes.RouteFileText;
import io.anivia.source.keys.WriteKeys;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
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
    private static final Pattern DIRECT = Pattern.compile("direct:[\\w.-]+");
    private static final Pattern OF_OPTION = Pattern.compile("^[^ ]+(?: '[^']*')?: ([\\w.]+)[ :]");
    private static final Pattern SYMBOL = Pattern.compile("expected symbol (\\w+) but was \\w+ at location (\\d+)");
    private static final Map<String, String> SYMBOLS = Map.of("functionEnd", "}", "singleQuote", "'", "doubleQuote",
            "\"");
    private static final Pattern STEP_TO = Pattern.compile("to|toD|from|wireTap");
    private static final Pattern PREDICATES = Pattern.compile("when|filter|validate|onWhen|completionPredicate");

    private record TextPlace(Path file, int line, int column) {
    }

    private final CamelContext context;
    private final List<Path> files;
    private final EndpointOptions endpoints;
    private final Set<String> formatsAndLanguages;
    /** Whether their parameters are needed, by their names, by the templates' names. */
    private final Map<String, Map<String, Boolean>> templates;
    private final RouteSchema schema;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, TextPlace> ids = new HashMap<>();
    private final Map<String, TextPlace> names = new HashMap<>();
    /** Of {@code direct:}, where routes begin, and where they send to. */
    private final Set<String> directs = new HashSet<>();
    /** Of the route template that is being checked: a route that is made of it sets them. */
    private final Set<String> parameters = new HashSet<>();
    private final Map<TextPlace, String> sentTo = new LinkedHashMap<>();
    /** In files that cannot be read as a whole, where routes may begin with them. */
    private final Set<String> mentioned = new HashSet<>();

    RouteTextCheck(CamelContext context, List<Path> files) {
        this.context = context;
        this.files = files;
        this.endpoints = new EndpointOptions(context);
        this.templates = templates(context);
        this.formatsAndLanguages = endpoints.formatsAndLanguages();
        this.schema = RouteSchema.load(formatsAndLanguages);
    }

    private static Map<String, Map<String, Boolean>> templates(CamelContext context) {
        Map<String, Map<String, Boolean>> templates = new HashMap<>();
        ((ModelCamelContext) context).getRouteTemplateDefinitions().forEach(template -> {
            Map<String, Boolean> parameters = templates.computeIfAbsent(template.getId(), id -> new LinkedHashMap<>());
            template.getTemplateParameters().forEach(parameter -> parameters.put(parameter.getName(),
                    parameter.isRequired() && parameter.getDefaultValue() == null));
        });
        return templates;
    }

    List<Problem> problems() {
        files.forEach(this::check);
        sentTo.forEach((place, direct) -> {
            if (!directs.contains(direct) && !mentioned.contains(direct) && context.getRoutes().stream().noneMatch(
                    route -> route.getEndpoint().getEndpointBaseUri().replace("://", ":").equals(direct))) {
                report(place, "no route begins with '" + direct + "'" + NearestName.of(direct, directs)
                        .map(near -> ": write '" + near + "'").orElse(": write a route that does, or another address"));
            }
        });
        return problems;
    }

    private void check(Path file) {
        try {
            String content = RouteFileText.read(file).text();
            YamlText text = YamlText.of(file, content);
            problems.addAll(text.faults());
            text.elements().forEach(element -> checkElement(file, element, true));
            text.pieces().forEach(element -> checkElement(file, element, false));
            if (!text.faults().isEmpty()) {
                DIRECT.matcher(content).results().forEach(direct -> mentioned.add(direct.group()));
            }
        } catch (StackOverflowError e) {
            problems.add(YamlText.endless(file));
        } catch (YamlEngineException e) {
            problems.add(YamlText.refused(file, e));
        } catch (IOException e) {
            // Read once more with all files, which says why it cannot be.
            return;
        }
    }

    /** A route that its precondition leaves out may lack its settings. */
    private void checkElement(Path file, Node element, boolean isWhole) {
        parameters.clear();
        member(element, "routeTemplate").flatMap(template -> member(template, "parameters"))
                .filter(SequenceNode.class::isInstance).ifPresent(list -> ((SequenceNode) list).getValue()
                        .forEach(parameter -> member(parameter, "name").map(RouteTextCheck::text)
                                .ifPresent(parameters::add)));
        boolean isOn = member(element, "route").flatMap(route -> member(route, "precondition"))
                .map(this::isMet).orElse(true);
        Walk walk = new Walk(file, isOn, isWhole);
        walk.node(element, schema.elements(schema.file()), "", "");
        member(element, "templatedRoute").ifPresent(walk::templated);
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

    private static List<Node> elements(@Nullable Node list) {
        return list instanceof SequenceNode sequence ? sequence.getValue() : List.of();
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
        private final boolean isWhole;

        /**
         * @param isOn whether it runs
         * @param isWhole whether all of it is there, and not what is in front of a fault
         */
        Walk(Path file, boolean isOn, boolean isWhole) {
            this.file = file;
            this.isOn = isOn;
            this.isWhole = isWhole;
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
            if (isOfOtherKind(node, itsSchema, name.isEmpty() ? parent : name)) {
                return;
            }
            if (node instanceof SequenceNode list) {
                list.getValue().forEach(element -> node(element, schema.elements(itsSchema), "", name));
            } else if (node instanceof MappingNode object) {
                object(object, itsSchema, name, parent);
            } else if (node instanceof ScalarNode scalar) {
                scalar(scalar, name, parent);
            }
        }

        /** A list in place of an object, and so on. */
        private boolean isOfOtherKind(Node node, JsonNode itsSchema, String name) {
            Set<String> types = schema.types(itsSchema);
            boolean isText = node instanceof ScalarNode text && !text.getValue().isEmpty();
            String instead = null;
            if (node instanceof MappingNode object && isPlaceholder(object)) {
                instead = "'" + name + "' has a placeholder without quotes: write \"{{…}}\"";
            } else if (types.isEmpty() || !isWhole) {
                return false;
            } else if (node instanceof MappingNode && types.equals(Set.of("array"))) {
                instead = "'" + name + "' is a list: write '- ' in front of each of its elements";
            } else if (node instanceof SequenceNode && !types.contains("array")) {
                instead = "'" + name + "' is no list: remove the '- '";
            } else if (isText && types.equals(Set.of("array"))) {
                instead = "'" + name + "' is a list: write its elements below, each behind '- '";
            } else if (isText && types.equals(Set.of("object"))) {
                instead = "'" + name + "' is no text: write its members below it";
            } else if (node instanceof MappingNode && !types.contains("object")) {
                instead = "'" + name + "' is a text: write it behind the colon, in quotes if it has braces or a colon";
            }
            if (instead != null) {
                report(place(node), instead);
            }
            return instead != null;
        }

        /** YAML takes braces for an object, whose name is another one. */
        private boolean isPlaceholder(MappingNode object) {
            return object.getValue().size() == 1 && object.getValue().get(0).getKeyNode() instanceof MappingNode;
        }

        private void object(MappingNode object, JsonNode itsSchema, String name, String parent) {
            String called = name.isEmpty() ? parent : name;
            Optional<Map<String, JsonNode>> known = schema.members(itsSchema);
            Set<String> seen = new LinkedHashSet<>();
            Set<String> meant = new HashSet<>();
            for (NodeTuple tuple : object.getValue()) {
                String key = String.valueOf(text(tuple.getKeyNode()));
                boolean isUnknown = known.isPresent() && !known.get().containsKey(key);
                if (!seen.add(key)) {
                    report(place(tuple.getKeyNode()), "'" + key + "' is there twice: remove one of them");
                } else if (schema.isOfOneMember(itsSchema) && seen.size() > 1) {
                    report(place(tuple.getKeyNode()), "'" + key + "' is beside '" + seen.iterator().next() + "': "
                            + (isUnknown ? "indent it further, below that" : "write '- ' in front of it"));
                    continue;
                } else if (isUnknown) {
                    report(place(tuple.getKeyNode()), "'" + called + "' has no '" + key + "'"
                            + instead(key, known.get().keySet()));
                    NearestName.of(key, known.get().keySet()).ifPresent(meant::add);
                    continue;
                } else if (known.isPresent() && isMissing(key, known.get().keySet())) {
                    report(place(tuple.getKeyNode()), "'" + key + "' needs a library that is not in this program: write"
                            + " one of " + String.join(", ", there(known.get().keySet())));
                    continue;
                }
                JsonNode member = known.map(members -> members.get(key)).orElse(schema.file().path("none"));
                node(tuple.getValueNode(), member, key, called);
            }
            if (isWhole && known.isPresent()) {
                schema.required(itsSchema).stream()
                        .filter(needed -> !seen.contains(needed) && !meant.contains(needed))
                        .forEach(needed -> report(place(object), "'" + called + "' needs '" + needed
                                + "': write it below"));
            }
            Optional<Node> uri = member(object, "uri");
            if (uri.isPresent() && uri.get() instanceof ScalarNode address) {
                endpoint(address, member(object, "parameters").orElse(null), called);
            }
        }

        /** Of data formats, where there is custom, or of languages, where there is constant. */
        private boolean isMissing(String key, Set<String> known) {
            return schema.missing().contains(key) && (known.contains("custom") || known.contains("constant"));
        }

        private List<String> there(Set<String> known) {
            return known.stream().filter(formatsAndLanguages::contains).sorted().toList();
        }

        private void scalar(ScalarNode scalar, String name, String parent) {
            if (isOn) {
                placeholders(scalar);
            }
            if (STEP_TO.matcher(name).matches()) {
                endpoint(scalar, null, name);
            } else if (name.equals("log") || name.equals("message") && parent.equals("log")) {
                simple(scalar, false);
            } else if (name.equals("simple") || name.equals("expression") && parent.equals("simple")) {
                simple(scalar, PREDICATES.matcher(parent).matches());
            } else if (name.equals("precondition")) {
                simple(scalar, true);
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
            return parameters.contains(key) || !key.contains("env:") && context.getPropertiesComponent().resolveProperty(key).isPresent();
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
                    report(place(scalar), "the expression cannot be read: " + unreadable(e));
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
            int before = problems.size();
            int query = uri.indexOf('?');
            boolean hasOptions = query >= 0 && !uri.contains("RAW(");
            for (String option : hasOptions ? uri.substring(query + 1).split("&") : new String[0]) {
                String[] parts = option.split("=", 2);
                endpoints.problem(scheme, parts[0], parts.length == 1 ? null : resolved(parts[1]))
                        .ifPresent(problem -> report(place(address), problem.what()));
            }
            if (parameters instanceof MappingNode options) {
                options.getValue().forEach(option -> option(scheme, option));
            }
            Set<String> meant = problems.size() == before ? Set.of() : meant(scheme, parameters);
            endpoints.required(scheme).stream().filter(needed -> isWhole && !isGiven(needed, uri, parameters)
                    && !meant.contains(needed))
                    .forEach(needed -> report(place(address), "'" + scheme + "' needs the option '" + needed
                            + "': write it among its parameters"));
            if (isOn && isWhole && problems.size() == before && !scheme.equals("direct")) {
                make(address, parameters);
            }
        }

        /** What misspelt options were meant to be. */
        private Set<String> meant(String scheme, @Nullable Node parameters) {
            Set<String> meant = new HashSet<>();
            for (NodeTuple option : parameters instanceof MappingNode given ? given.getValue() : List.<NodeTuple>of()) {
                NearestName.of(String.valueOf(text(option.getKeyNode())), endpoints.required(scheme))
                        .ifPresent(meant::add);
            }
            return meant;
        }

        private boolean isGiven(String option, String uri, @Nullable Node parameters) {
            return parameters != null && member(parameters, option).isPresent()
                    || uri.matches(".*[?&]" + option + "=.*");
        }

        private void make(ScalarNode address, @Nullable Node parameters) {
            String uri = resolved(address.getValue());
            Map<String, Object> options = new LinkedHashMap<>();
            for (NodeTuple option : parameters instanceof MappingNode given ? given.getValue() : List.<NodeTuple>of()) {
                String value = text(option.getValueNode());
                String resolved = value == null ? null : resolved(value);
                if (resolved == null) {
                    return;
                }
                options.put(String.valueOf(text(option.getKeyNode())), resolved);
            }
            if (uri != null) {
                endpoints.failure(address, uri, options).ifPresent(what ->
                        report(place(named(what, parameters).orElse(address)), what));
            }
        }

        /** The value of the option that the failure is about, as in {@code source 'x': key: "y" is no place}. */
        private Optional<Node> named(String what, @Nullable Node parameters) {
            Matcher option = OF_OPTION.matcher(what);
            return option.find() && parameters != null ? member(parameters, option.group(1)) : Optional.empty();
        }

        /** A route that is made of a template: its parameters are the template's. */
        void templated(Node route) {
            Optional<Node> reference = member(route, "routeTemplateRef");
            Map<String, Boolean> known = reference.map(Node.class::cast).map(RouteTextCheck::text).map(templates::get)
                    .orElse(null);
            if (known == null) {
                // Of another file, or none: Camel says so.
                return;
            }
            Set<String> given = new HashSet<>();
            Set<String> meant = new HashSet<>();
            for (Node parameter : elements(member(route, "parameters").orElse(null))) {
                member(parameter, "name").ifPresent(name -> {
                    given.add(String.valueOf(text(name)));
                    if (!known.containsKey(text(name))) {
                        report(place(name), "the template '" + text(reference.get()) + "' has no parameter '"
                                + text(name) + "'" + instead(String.valueOf(text(name)), known.keySet()));
                        NearestName.of(String.valueOf(text(name)), known.keySet()).ifPresent(meant::add);
                    }
                });
            }
            List<String> missing = known.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey)
                    .filter(name -> !given.contains(name) && !meant.contains(name)).toList();
            if (isWhole && !missing.isEmpty()) {
                report(place(reference.get()), "the template '" + text(reference.get()) + "' needs "
                        + String.join(", ", missing) + ": write "
                        + (missing.size() == 1 ? "it" : "them") + " among the parameters");
            }
        }

        private void option(String scheme, NodeTuple option) {
            String name = String.valueOf(text(option.getKeyNode()));
            String value = text(option.getValueNode());
            endpoints.problem(scheme, name, value == null ? null : resolved(value)).ifPresent(what ->
                    report(place(what.isOfValue() ? option.getValueNode() : option.getKeyNode()), what.what()));
            if (scheme.equals("source") && name.equals("keys") && value != null && resolved(value) != null) {
                keys(option.getValueNode(), String.valueOf(resolved(value)));
            }
            boolean isExpression = scheme.equals("destination") && value != null
                    && (name.equals("accept") || name.equals("orderBy") && value.contains("${"));
            if (isExpression && option.getValueNode() instanceof ScalarNode scalar) {
                simple(scalar, name.equals("accept"));
            }
        }

        /** Names of write keys that are not there would let no client in. */
        private void keys(Node place, String names) {
            WriteKeys known = context.getRegistry().findSingleByType(WriteKeys.class);
            for (String name : names.split(",", -1)) {
                String key = name.strip();
                if (known != null && !known.areOff() && !key.isEmpty() && !known.names().contains(key)) {
                    report(place(place), "there is no write key '" + key + "' among anivia.elmer.keys"
                            + NearestName.of(key, known.names()).map(near -> ": write '" + near + "'")
                                    .orElse(": write one of " + String.join(", ", known.names())));
                }
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

    /** Camel's languages say it in a message of three lines: what, the expression, and where in it. */
    private static String unreadable(Throwable failure) {
        String what = String.valueOf(failure.getMessage()).lines().findFirst().orElse("").strip();
        Matcher symbol = SYMBOL.matcher(what);
        if (symbol.find() && SYMBOLS.containsKey(symbol.group(1))) {
            return "at its character " + (Integer.parseInt(symbol.group(2)) + 1) + " a " + SYMBOLS.get(symbol.group(1))
                    + " is missing: write it";
        }
        return what + (what.startsWith("Unknown function") ? ": write body, header or another function of Simple"
                : what.startsWith("Unexpected token") ? ": write an operator of Simple, such as ==, or quotes" : "");
    }
}
