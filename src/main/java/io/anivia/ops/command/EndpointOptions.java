package io.anivia.ops.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelException;
import org.apache.camel.CatalogCamelContext;
import org.apache.camel.Component;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.dsl.yaml.common.YamlSupport;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The options that each component has, as the description says that is generated with it. Of a component without a
 * description, as in a native executable, every option is taken. Not thread-safe.
 */
final class EndpointOptions {

    private static final String LISTS = "META-INF/services/org/apache/camel/";

    /**
     * What is wrong with an option.
     *
     * @param isOfValue whether it is its value, and not its name
     */
    record OptionProblem(boolean isOfValue, String what) {
    }

    private final CamelContext context;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, JsonNode> described = new HashMap<>();

    EndpointOptions(CamelContext context) {
        this.context = context;
    }

    /** Whether there is a component of that name in this build. */
    boolean isKnown(String scheme) {
        return context.getComponent(scheme, true, false) != null;
    }

    /**
     * The names of all components in the program: those of Camel's libraries are listed in them, and Camel Quarkus puts
     * into its registry all that it has found while it was built, ours among them.
     */
    NavigableSet<String> schemes() {
        NavigableSet<String> schemes = listed("component", "components");
        schemes.addAll(context.getRegistry().findByTypeWithName(Component.class).keySet());
        return schemes;
    }

    /** The data formats and languages that routes may name; empty if it is not known, as in a native executable. */
    NavigableSet<String> formatsAndLanguages() {
        NavigableSet<String> names = new TreeSet<>();
        try {
            for (String format : listed("dataformat", "dataFormats")) {
                names.add(modelName("dataformat", format,
                        ((CatalogCamelContext) context).getDataFormatParameterJsonSchema(format)));
            }
            for (String language : listed("language", "languages")) {
                names.add(modelName("language", language,
                        ((CatalogCamelContext) context).getLanguageParameterJsonSchema(language)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!names.isEmpty()) {
            // These name a bean, or another language.
            names.addAll(List.of("custom", "language", "method"));
        }
        return names;
    }

    /** What it is called in a route. */
    private String modelName(String kind, String name, @Nullable String description) throws IOException {
        return description == null ? name : json.readTree(description).path(kind).path("modelName").asText(name);
    }

    private NavigableSet<String> listed(String file, String property) {
        NavigableSet<String> names = new TreeSet<>();
        try {
            for (URL list : Collections.list(getClass().getClassLoader().getResources(LISTS + file + ".properties"))) {
                Properties properties = new Properties();
                try (InputStream in = list.openStream()) {
                    properties.load(in);
                }
                names.addAll(List.of(properties.getProperty(property, "").split(" ")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /**
     * What is wrong with one option of an endpoint; empty if it is right.
     *
     * @param value {@code null} if it is not known
     */
    Optional<OptionProblem> problem(String scheme, String name, @Nullable String value) {
        JsonNode options = options(scheme);
        if (options.isMissingNode()) {
            return Optional.empty();
        }
        JsonNode option = find(options, name);
        if (option.isMissingNode()) {
            List<String> names = new ArrayList<>();
            options.fieldNames().forEachRemaining(names::add);
            boolean isLenient = description(scheme).path("component").path("lenientProperties").asBoolean();
            return isLenient ? Optional.empty() : Optional.of(new OptionProblem(false, "'" + scheme
                    + "' has no option '" + name + "'" + RouteTextCheck.instead(name, new LinkedHashSet<>(names))));
        }
        return value == null || value.isEmpty() || value.startsWith("#") || value.startsWith("RAW(")
                ? Optional.empty() : problemOfValue(option, name, value);
    }

    /** The options that an endpoint must have, besides what stands behind its colon. */
    List<String> required(String scheme) {
        return options(scheme).properties().stream().filter(option -> option.getValue().path("required").asBoolean()
                && option.getValue().path("kind").asText().equals("parameter")).map(Map.Entry::getKey).toList();
    }

    /**
     * Makes the endpoint of a step, as Camel does when the route is loaded: what is wrong is then known of this step,
     * whatever else is wrong with the route.
     *
     * @param uri without a placeholder, as its options
     * @return what is wrong; empty if nothing is
     */
    Optional<String> failure(Node place, String uri, Map<String, Object> options) {
        try {
            context.getEndpoint(options.isEmpty() ? uri : YamlSupport.createEndpointUri(context, place, uri, options));
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(why(e));
        }
    }

    /** Camel wraps the message that says it, and quotes it in its own. */
    private static String why(Throwable failure) {
        Throwable innermost = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof PropertyBindingException binding && binding.getPropertyName() != null) {
                return "the option '" + binding.getPropertyName() + "' cannot be '" + binding.getValue() + "': write"
                        + " another value";
            }
            innermost = t;
        }
        String message = String.valueOf(innermost.getMessage()).lines().map(String::strip)
                .reduce((a, b) -> a + " " + b).orElse("")
                .replaceFirst("^Failed to resolve endpoint: \\S+ due to: ", "");
        return innermost instanceof IllegalArgumentException || innermost instanceof CamelException
                || innermost instanceof RuntimeCamelException ? message : innermost.getClass().getSimpleName() + ": "
                + message;
    }

    private static Optional<OptionProblem> problemOfValue(JsonNode option, String name, String value) {
        List<String> choices = new ArrayList<>();
        option.path("enum").forEach(choice -> choices.add(choice.asText()));
        String needed = switch (option.path("type").asText()) {
            case "boolean" -> value.matches("true|false") ? null : "true or false";
            case "integer" -> value.matches("[+-]?\\d+") ? null : "a whole number";
            case "duration" -> isDuration(value) ? null : "a duration, such as 500ms, 30s or 5m";
            default -> choices.isEmpty() || choices.contains(value) ? null : "one of " + String.join(", ", choices);
        };
        return needed == null ? Optional.empty() : Optional.of(new OptionProblem(true,
                "the option '" + name + "' cannot be '" + value + "': write " + needed));
    }

    private static boolean isDuration(String value) {
        try {
            TimeUtils.toMilliSeconds(value);
            return true;
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            // Camel throws the latter over a text without a digit.
            return value.matches("PT.+");
        }
    }

    private static JsonNode find(JsonNode options, String name) {
        for (JsonNode option : options) {
            String prefix = option.path("prefix").asText("");
            if (!prefix.isEmpty() && name.startsWith(prefix)) {
                return option;
            }
        }
        return options.path(name);
    }

    private JsonNode options(String scheme) {
        return description(scheme).path("properties");
    }

    /** What Camel generates of a component; a missing node if there is none. */
    JsonNode description(String scheme) {
        return described.computeIfAbsent(scheme, absent -> {
            try {
                String text = ((CatalogCamelContext) context)
                        .getComponentParameterJsonSchema(scheme);
                return text == null ? json.missingNode() : json.readTree(text);
            } catch (IOException e) {
                throw new IllegalStateException("the description of component '" + scheme + "'", e);
            }
        });
    }
}
