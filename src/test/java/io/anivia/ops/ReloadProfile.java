package io.anivia.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole program with files of its own: two destinations and a source, which a test changes. */
public class ReloadProfile extends PartnerProfile {

    static final Path DESTINATIONS = directory("destinations");
    static final Path SOURCES = directory("sources");
    static final Path SCHEMAS = directory("schemas");
    static final Path DECORATION = SOURCES.resolveSibling("decorate.camel.yaml");

    private static Path directory(String kind) {
        try {
            return Files.createDirectories(Path.of("target", "reload-" + ProcessHandle.current().pid(), kind));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A destination that posts each event that it accepts, with a header that tells its versions apart. */
    static String destination(String name, String accept, String version) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: destination:%1$s
                      parameters:
                        backoff: 50ms,200ms
                        accept: "%2$s"
                      steps:
                        - removeHeaders:
                            id: %1$s-no-headers
                            pattern: "*"
                        - setHeader:
                            id: %1$s-version
                            name: X-Version
                            expression:
                              constant:
                                expression: "%3$s"
                        - marshal:
                            json: {}
                        - to:
                            id: %1$s-post
                            uri: async-http:%1$s
                            parameters:
                              url: "{{partner.url}}/%1$s"
                """.formatted(name, accept, version);
    }

    /** Steps for all events, which tell their version. */
    static String decoration(String version) {
        return """
                - route:
                    id: decorate
                    from:
                      uri: direct:decorate
                      steps:
                        - to: "fields:all?set=RAW(decorated = '%s')"
                """.formatted(version);
    }

    /** A source whose events have a type, which tells its versions apart. */
    static String source(String name, String path, String version) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: source:%1$s
                      parameters:
                        path: %2$s
                        type: "'%3$s'"
                      steps:
                        - log:
                            id: %1$s-log
                            loggingLevel: TRACE
                            message: "${body[id]}"
                """.formatted(name, path, version);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Files.writeString(DESTINATIONS.resolve("always.camel.yaml"), destination("always", "true", "1"));
            Files.writeString(DESTINATIONS.resolve("partner.camel.yaml"), destination("partner", "true", "1"));
            Files.copy(Path.of("routes/sources/events.camel.yaml"), SOURCES.resolve("events.camel.yaml"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
        overrides.put("anivia.routes.dir", DESTINATIONS.toString());
        overrides.put("anivia.sources.dir", SOURCES.toString());
        overrides.put("anivia.schemas.dir", SCHEMAS.toString());
        overrides.put("anivia.routes.test-timeout", "5s");
        overrides.put("anivia.decorate.file", DECORATION.toString());
        return overrides;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Partner.class));
    }
}
