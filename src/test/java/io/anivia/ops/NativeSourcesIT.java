package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What Quarkus hands to the native builder, which takes no native builder to make:
 * {@code mvn verify -Dnative -Dquarkus.native.sources-only=true -Dtest=none -Dit.test=NativeSourcesIT
 * -Dsurefire.failIfNoSpecifiedTests=false}. Skipped where that was not made.
 */
class NativeSourcesIT {

    private static final Path SOURCES = Path.of("target/native-sources");
    private static final String SPAN_DECORATORS = "META-INF/services/org.apache.camel.telemetry.SpanDecorator";

    private static Set<String> reflection = Set.of();
    private static List<Pattern> resources = List.of();

    @BeforeAll
    static void read() throws IOException {
        assumeTrue(Files.exists(SOURCES.resolve("native-image.args")), "no " + SOURCES + ": see the class's comment");
        try (FileSystem jar = FileSystems.newFileSystem(runner())) {
            Path config = jar.getPath("META-INF/native-image");
            reflection = json(config.resolve("reflect-config.json")).findValuesAsText("name").stream()
                    .collect(Collectors.toSet());
            resources = json(config.resolve("resource-config.json")).findValuesAsText("pattern").stream()
                    .map(Pattern::compile).toList();
        }
    }

    @Test
    void allThatCamelFindsOfOursByNameIsRegistered() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> services = Files.walk(Path.of("src/generated/resources/META-INF/services"))) {
            services.filter(Files::isRegularFile).map(NativeSourcesIT::provider).forEach(found::add);
        }
        assertThat(found).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(reflection).contains(name));
    }

    @Test
    void allThatRoutesMayNameIsRegistered() {
        RegisterForReflection wanted = NativeReflection.class.getAnnotation(RegisterForReflection.class);
        assertThat(reflection).contains(wanted.classNames())
                .containsAll(Arrays.stream(wanted.targets()).map(Class::getName).toList())
                // A route calls its method.
                .contains("io.anivia.destination.ndjson.NdjsonFile");
    }

    @Test
    void everySpanDecoratorIsThere() throws IOException {
        Set<String> decorators = new TreeSet<>();
        for (URL url : Collections.list(getClass().getClassLoader().getResources(SPAN_DECORATORS))) {
            try (InputStream in = url.openStream()) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(decorators::add);
            }
        }
        assertThat(decorators).hasSizeGreaterThan(40).contains("io.anivia.rabbitmq.RabbitMQSpanDecorator");
        assertThat(reflection).as("one that is missing ends the start with tracing on").containsAll(decorators);
        assertThat(resources).anyMatch(pattern -> pattern.matcher(SPAN_DECORATORS).matches());
    }

    @Test
    void theApplicationsOwnRoutesAreInTheExecutable() {
        assertThat(Stream.of("routes/elmer.camel.yaml", "routes/prospector.camel.yaml")).allSatisfy(route ->
                assertThat(resources).anyMatch(pattern -> pattern.matcher(route).matches()));
    }

    @Test
    void theEmbeddedBrokerIsLeftOut() throws IOException {
        assertThat(reflection).noneMatch(name -> name.contains("rabbitmq.embedded") || name.contains("qpid"));
        try (DirectoryStream<Path> qpid = Files.newDirectoryStream(SOURCES.resolve("lib"), "org.apache.qpid*")) {
            assertThat(qpid).isEmpty();
        }
    }

    private static Path runner() throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(SOURCES, "*-runner.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        }
        throw new NoSuchFileException("no *-runner.jar in " + SOURCES);
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(Files.readString(file));
    }

    private static String provider(Path service) {
        try (Stream<String> lines = Files.lines(service)) {
            return lines.filter(line -> line.startsWith("class=")).findFirst().orElseThrow().substring(6);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + service, e);
        }
    }
}
