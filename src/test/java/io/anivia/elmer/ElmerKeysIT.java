package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.LogRecord;

import io.anivia.common.CapturedLog;
import io.anivia.elmer.RawConnection.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Write keys: only a client that presents one may send, and no key leaves Elmer. */
@QuarkusTest
@TestProfile(ElmerKeysIT.Keys.class)
class ElmerKeysIT extends ElmerTestBase {

    private static final String OLD = "k3y-0ld";
    private static final String NEW = "k3y-n3w";

    public static class Keys extends ElmerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("anivia.elmer.keys", "ios=" + OLD + ",ios=" + NEW);
            return config;
        }
    }

    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void noKeyIsLogged() {
        log.close();
        assertThat(log.records()).extracting(LogRecord::getMessage).noneMatch(ElmerKeysIT::holdsAKey);
        assertThat(log.records()).extracting(entry -> List.of(entry.getParameters() == null ? new Object[0]
                : entry.getParameters()).toString()).noneMatch(ElmerKeysIT::holdsAKey);
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD, NEW})
    void takesEachKeyInEachPlaceAndPassesItOnToNoOther(String key) throws IOException {
        try (var client = connect()) {
            assertTaken(client.post(EVENT, "Authorization: " + basic(key + ":")).receive());
            assertTaken(client.post(EVENT, "X-API-KEY: " + key).receive());
            assertTaken(client.send(beacon("?a=b&key=" + key)).receive());
        }
        assertThat(broker.messages).hasSize(3).allSatisfy(message -> {
            assertThat(message.headers().toString()).doesNotContain(key, basic(key + ":").substring(6));
            assertThat(message.headers()).containsEntry("anivia-key", "ios");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?key=", "?key=k3y", "?key=%00", "?key=%zz", "?key=%", "?key=" + OLD + NEW})
    void refusesEveryOtherKey(String query) throws IOException {
        try (var client = connect().send(beacon(query))) {
            assertRefused(client.receive());
        }
    }

    @Test
    void refusesAWrongUserWhateverElseIsPresented() throws IOException {
        try (var client = connect().post(EVENT, "Authorization: " + basic("x:" + OLD), "X-Api-Key: " + OLD)) {
            assertRefused(client.receive());
        }
    }

    @Test
    void anotherSchemeIsNotAKey() throws IOException {
        try (var client = connect().post(EVENT, "Authorization: Bearer of.another", "X-Api-Key: " + OLD)) {
            assertTaken(client.receive());
        }
    }

    @Test
    void refusesBeforeAnyOfTheBodyHasCome() throws IOException {
        try (var client = connect()) {
            client.send(HEAD + "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n");
            assertRefused(client.receive());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 200_000, 4 << 20})
    void aRefusalReachesJavasClientOverHttp2(int bytes) throws Exception {
        Http2Client client = new Http2Client(server);
        client.upgrade();
        assertRefused(client.post(BodyPublishers.ofByteArray(body(bytes))));
        assertRefused(client.post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body(bytes)))));
    }

    @Test
    void aRefusalReachesCurlOverHttp2(@TempDir Path directory) throws Exception {
        assumeTrue(Http2Client.hasCurl(), "no curl on the PATH");
        Path body = Files.write(directory.resolve("body"), body(200_000));
        assertThat(Http2Client.curl(server, body)).isEqualTo("0 401 2");
    }

    @Test
    void pathAndMethodComeFirstSizeAndEmptinessLast() throws IOException {
        String huge = "Content-Length: 9999999\r\n\r\n";
        try (var client = connect()) {
            assertError(client.send("GET /v1/other HTTP/1.1\r\nHost: x\r\n\r\n").receive(), 404);
            assertError(client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n").receive(), 405);
            assertRefused(client.send(HEAD + "Content-Length: 0\r\n\r\n").receive());
            assertRefused(client.send(HEAD + huge).receive());
        }
        try (var client = connect()) {
            assertError(client.send(HEAD + "X-Api-Key: " + OLD + "\r\nContent-Length: 0\r\n\r\n").receive(), 400);
            assertError(client.send(HEAD + "X-Api-Key: " + OLD + "\r\n" + huge).receive(), 413);
        }
    }

    private static String beacon(String query) {
        return "POST /v1/events" + query + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    private static boolean holdsAKey(String text) {
        return text != null && (text.contains(OLD) || text.contains(NEW) || text.contains(basic(OLD).substring(6))
                || text.contains(basic(NEW).substring(6)));
    }

    private static void assertTaken(Answer answer) {
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.toString()).doesNotContain(OLD, NEW);
    }

    private void assertRefused(Answer answer) throws IOException {
        assertError(answer, 401);
        assertThat(answer.header("www-authenticate")).isEqualTo("Basic realm=\"anivia\"");
        assertThat(answer.toString()).doesNotContain(OLD, NEW);
        assertThat(broker.messages).isEmpty();
    }
}
