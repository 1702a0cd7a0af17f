package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.anivia.elmer.RawConnection.Answer;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                                answerHeaders: 'Cache-Control: no-cache, no-store, X-Source: gets'
                                fixed: GET /fixed 204
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

    /** Browsers encode none of these. */
    @ParameterizedTest
    @ValueSource(strings = {"e=%zz", "verbose=%", "a=1&%=1", "title=a|b", "d={\"n\":[1]}", "a=^`\\&100%"})
    void aQueryMayHaveWhatNeedsNoEncodingInABrowser(String query) throws IOException {
        try (var client = connect()) {
            Answer posted = client.send("POST /shared?" + query + " HTTP/1.1\r\nHost: x\r\nOrigin: " + POST_PAGE
                    + "\r\nContent-Length: 2\r\n\r\n{}").receive();
            assertThat(posted.status()).isEqualTo(200);
            assertThat(posted.body()).isEqualTo("short");
            assertThat(posted.header("access-control-allow-origin")).isEqualTo(POST_PAGE);
            assertThat(client.send("GET /shared?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n").receive().status())
                    .isEqualTo(202);
        }
        assertThat(broker.messages).hasSize(2);
        assertThat(QueryStringDecoder.decodeComponent(new String(broker.messages.get(1).body(), UTF_8)))
                .isEqualTo(query);
    }

    @ParameterizedTest
    @CsvSource({"/shared?a=1, 202", "/shared, 400", "/fixed, 204"})
    void eachAnswerHasTheHeadersThatItsSourceSays(String target, int status) throws IOException {
        try (var client = connect().send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")) {
            Answer answer = client.receive();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("cache-control")).isEqualTo("no-cache, no-store");
            assertThat(answer.header("x-source")).isEqualTo("gets");
        }
    }

    @Test
    void aPathThatCannotBeDecodedIsNoSources() throws IOException {
        try (var client = connect().send("POST /posts/%zz/shared HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")) {
            assertError(client.receive(), 400);
        }
    }

    private static Answer preflight(RawConnection client, String method, String origin) throws IOException {
        return client.send("OPTIONS /shared HTTP/1.1\r\nHost: x\r\nOrigin: " + origin
                + "\r\nAccess-Control-Request-Method: " + method + "\r\n\r\n").receive();
    }
}
