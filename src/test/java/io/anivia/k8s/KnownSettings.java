package io.anivia.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;

/**
 * The settings that something in the project reads: members of a {@code @ConfigMapping}, names and placeholders in
 * application.properties, {@code {{…}}} in a route, and names written out in the sources.
 */
final class KnownSettings {

    private static final Path MAIN = Path.of("src", "main");
    private static final Pattern KEY = Pattern.compile("(?m)^(?:%[\\w,-]+\\.)?([\\w.\"-]+)\\s*=");
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([\\w.-]+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([\\w.-]+)");
    private static final Pattern LITERAL = Pattern.compile("\"(anivia\\.[\\w.-]+)\"");
    private static final Pattern MAPPING = Pattern.compile(
            "(?s)(?:^|\\n)package ([\\w.]+);.*\\n@ConfigMapping\\(.*?\\binterface (\\w+)");

    private final Set<String> names;

    private KnownSettings(Set<String> names) {
        this.names = names;
    }

    static KnownSettings ofTheProject() throws IOException, ClassNotFoundException {
        Set<String> names = new HashSet<>();
        String properties = Files.readString(MAIN.resolve("resources/application.properties"));
        names.addAll(found(KEY, properties));
        names.addAll(found(EXPRESSION, properties));
        for (String route : texts(Path.of("routes"), ".camel.yaml")) {
            names.addAll(found(PLACEHOLDER, route));
        }
        for (String source : texts(MAIN.resolve("java"), ".java")) {
            names.addAll(found(LITERAL, source));
            for (String type : mappings(source)) {
                names.addAll(ConfigMappings.getProperties(ConfigClass.configClass(Class.forName(type))).keySet());
            }
        }
        return new KnownSettings(names);
    }

    /**
     * Whether an environment variable is one of the settings: what is no letter or digit in a name is an underscore
     * there (MicroProfile Config, "Environment Variables Mapping Rules").
     */
    boolean contain(String variable) {
        return names.stream().anyMatch(name -> Stream.of(name.split("\\*", -1))
                .map(part -> part.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT))
                .reduce((a, b) -> a + "[A-Z0-9_]+" + b)
                .filter(variable::matches).isPresent());
    }

    /** The source's {@code @ConfigMapping} interface, if it is one, by its full name. */
    private static List<String> mappings(String source) {
        Matcher mapping = MAPPING.matcher(source);
        return mapping.find() ? List.of(mapping.group(1) + "." + mapping.group(2)) : List.of();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static List<String> texts(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix)).map(KnownSettings::text).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
