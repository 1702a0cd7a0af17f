package io.anivia.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;

/** The settings that there are, read from the code. */
final class Settings {

    private static final Path PROPERTIES = Path.of("src/main/resources/application.properties");
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path ROUTES = Path.of("routes");
    private static final Path TEMPLATES = ROUTES.resolve("templates");
    /** Settings of Quarkus and Camel, which their own documents explain. */
    private static final Pattern OF_A_FRAMEWORK = Pattern.compile("(%.+\\.)?(quarkus|camel|mp)\\..+");
    /** Camel's <code>{{name}}</code>, <code>{{?name}}</code> and <code>{{name:default}}</code>. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([\\w.-]+)(?::([^}]*))?}}");

    private Settings() {
    }

    /** All settings of Anivia and of the shipped routes, by name. */
    static Map<String, Setting> ofAnivia() throws IOException {
        Map<String, Setting> settings = new TreeMap<>();
        placeholders().forEach(setting -> settings.merge(setting.name(), setting, Settings::withDefault));
        mapped().forEach(setting -> settings.put(setting.name(), setting));
        properties().filter(setting -> !isOfAFramework(setting))
                .forEach(setting -> settings.put(setting.name(), setting));
        return settings;
    }

    /** Settings of Quarkus and Camel whose defaults Anivia changes. */
    static Map<String, Setting> ofFrameworks() throws IOException {
        Map<String, Setting> settings = new TreeMap<>();
        properties().filter(Settings::isOfAFramework).forEach(setting -> settings.put(setting.name(), setting));
        return settings;
    }

    private static Setting withDefault(Setting one, Setting other) {
        return one.defaultValue().isEmpty() ? other : one;
    }

    private static boolean isOfAFramework(Setting setting) {
        return OF_A_FRAMEWORK.matcher(setting.name()).matches();
    }

    private static Stream<Setting> properties() throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(PROPERTIES)) {
            properties.load(in);
        }
        return properties.stringPropertyNames().stream()
                .map(name -> new Setting(name, properties.getProperty(name)));
    }

    /** The members of every {@code @ConfigMapping}; a list is one setting, not one for each element. */
    private static Stream<Setting> mapped() {
        return new ClassFileImporter().importPath(CLASSES).stream()
                .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                .map(JavaClass::reflect)
                .flatMap(type -> ConfigMappings.getProperties(ConfigClass.configClass(type)).entrySet().stream())
                .filter(entry -> !entry.getKey().endsWith("[*]"))
                .map(entry -> new Setting(entry.getKey(), defaultOf(entry.getValue())));
    }

    private static String defaultOf(Property property) {
        return property.hasDefaultValue() ? property.getDefaultValue() : "";
    }

    /** Those of templates are their parameters, and the few that are not are in the application's properties. */
    private static List<Setting> placeholders() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml") && !file.startsWith(TEMPLATES))
                    .flatMap(file -> PLACEHOLDER.matcher(text(file)).results())
                    .map(Settings::placeholder).toList();
        }
    }

    private static Setting placeholder(MatchResult match) {
        return new Setting(match.group(1), match.group(2) == null ? "" : match.group(2));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
