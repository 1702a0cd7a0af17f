package io.anivia.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** What a file of routes names, by which Camel looks something up when it starts. */
record RouteWords(Set<String> schemes, Set<String> languages, Set<String> dataFormats, Set<String> beans,
        Set<String> classes) {

    private static final YAMLMapper YAML = new YAMLMapper(new YAMLFactory());

    private static final Set<String> EXPRESSIONS = Set.of("expression", "correlationExpression",
            "completionPredicate", "onWhen");
    private static final Set<String> DATA_FORMATS = Set.of("marshal", "unmarshal");
    /** Of a step with one expression or data format, what is not that; a custom data format is a bean. */
    private static final Set<String> COMMON = Set.of("id", "description", "note", "disabled", "steps", "custom");
    private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9-]*):.*");
    private static final Pattern BEAN = Pattern.compile("#(?:bean:)?([\\w-]+)");
    private static final Pattern CLASS = Pattern.compile("(?:#class:)?((?:[a-z_]\\w*\\.)+[A-Z][\\w$]*)");

    static RouteWords of(Path file) {
        try {
            return of(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static RouteWords of(String yaml) throws IOException {
        RouteWords words = new RouteWords(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(),
                new TreeSet<>());
        words.collect(YAML.readTree(yaml));
        return words;
    }

    private void collect(JsonNode node) {
        node.properties().forEach(member -> collect(member.getKey(), member.getValue()));
        if (node.isArray()) {
            node.forEach(this::collectElement);
        }
    }

    private void collectElement(JsonNode element) {
        if (element.isTextual()) {
            text("", element.asText());
        } else {
            collect(element);
        }
    }

    private void collect(String name, JsonNode value) {
        if (value.isTextual()) {
            text(name, value.asText());
            return;
        }
        if (EXPRESSIONS.contains(name) && value.isObject()) {
            names(value, languages);
        } else if (DATA_FORMATS.contains(name)) {
            names(value, dataFormats);
        } else if (name.equals("precondition")) {
            languages.add("simple");
        }
        collect(value);
    }

    private static void names(JsonNode step, Set<String> found) {
        step.fieldNames().forEachRemaining(found::add);
        found.removeAll(COMMON);
    }

    private void text(String name, String text) {
        switch (name) {
            case "uri", "to", "toD", "wireTap", "from" -> scheme(text);
            case "ref" -> beans.add(text);
            case "precondition", "accept", "simple" -> languages.add("simple");
            default -> {
                Matcher bean = BEAN.matcher(text);
                if (bean.matches()) {
                    beans.add(bean.group(1));
                }
            }
        }
        Matcher type = CLASS.matcher(text);
        if (type.matches()) {
            classes.add(type.group(1));
        }
    }

    /** An address that is a setting is an HTTP one. */
    private void scheme(String uri) {
        if (uri.startsWith("{{")) {
            schemes.add("http");
            schemes.add("https");
            return;
        }
        Matcher scheme = SCHEME.matcher(uri);
        if (scheme.matches()) {
            schemes.add(scheme.group(1));
        }
    }
}
