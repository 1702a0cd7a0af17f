package io.anivia.elmer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.anivia.elmer.RawConnection.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sources of an integrator's own do with requests that the shipped ones have no case of. */
@QuarkusTest
@TestProfile(OwnSourcesIT.WithSources.class)
class OwnSourcesIT extends ElmerTestBase {

    private static final String POST_PAGE = "https://post.example.com";
    private static final String GET_PAGE = "https://get.example.com";

    public static class WithSources extends ElmerProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("anivia.sources.dir", directory().toString());
            return config;
        }

        private static Path directory() {
            try {
                Path directory = Files.createTempDirectory("anivia-sources");
                source(directory, "posts", """
                                path: /shared
                                methods: POST, PUT
                                key: query:key
                                origins: https://post.example.com
                                answer: >-
                                  if query.verbose=1: 200 text/plain long
                                  else 200 text/plain short
                                error: 422 text/plain posts ${status} ${query.verbose}
                        """);
                source(directory, "gets", """
                                path: /shared
                                methods: GET
                                key: none
                                origins: https://get.example.com
                                error: text/plain gets ${status}
                        """);
                return directory;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void source(Path directory, String name, String parameters) throws IOException {
            Files.writeString(directory.resolve(name + ".camel.yaml"), """
                    - route:
                        id: source-%s
                        from:
                          uri: source:%s
                          parameters:
                    %s      steps: []
                    """.formatted(name, name, parameters));
        }
    }

    @ParameterizedTest
    @CsvSource({"POST, " + POST_PAGE + ", 'POST, PUT'", "PUT, " + POST_PAGE + ", 'POST, PUT'",
            "GET, " + GET_PAGE + ", GET"})
    void aPreflightIsAnsweredByTheSourceThatServesTheMethod(String method, String origin, String methods)
            throws IOException {
        try (var client = connect()) {
            Answer answer = preflight(client, method, origin);
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.headers()).containsEntry("access-control-allow-origin", origin)
                    .containsEntry("access-control-allow-methods", methods);
        }
    }

    @ParameterizedTest
    @CsvSource({"POST, " + GET_PAGE + ", 422, posts 403", "GET, " + POST_PAGE + ", 403, gets 403"})
    void andRefusedByIt(String method, String origin, int status, String body) throws IOException {
        try (var client = connect()) {
            Answer answer = preflight(client, method, origin);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body().strip()).isEqualTo(body);
            assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
        }
    }

    private static Answer preflight(RawConnection client, String method, String origin) throws IOException {
        return client.send("OPTIONS /shared HTTP/1.1\r\nHost: x\r\nOrigin: " + origin
                + "\r\nAccess-Control-Request-Method: " + method + "\r\n\r\n").receive();
    }
}
