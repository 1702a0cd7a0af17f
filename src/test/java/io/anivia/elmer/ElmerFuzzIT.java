package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come, there is an answer of the contract or the connection is closed, and the next client is served.
 * A build tries the same requests every time;
 * {@code mvn verify -P slow -Dtest=none -Dit.test=ElmerFuzzIT -Djqwik.tries.default=100000 -Danivia.fuzz.seed=2} tries
 * others, and for longer.
 */
@Tag("slow")
@QuarkusTest
@TestProfile(ElmerFuzzIT.ShortTimeouts.class)
class ElmerFuzzIT extends ElmerTestBase {

    /** So that what is not finished is not waited for. */
    public static final class ShortTimeouts extends ElmerProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("anivia.elmer.receive-timeout", "500ms");
            overrides.put("quarkus.http.idle-timeout", "1s");
            return overrides;
        }
    }

    private static final int AT_ONCE = 50;
    private static final Duration HANG = Duration.ofSeconds(15);
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})[ \r]");
    private static final int TRIES = Integer.getInteger("jqwik.tries.default", 500);
    /**
     * The contract's, the shipped sources' own (a damaged path may be another source's: {@code /v1/s} is Segment's), and
     * the HTTP server's to what is no request: bad request, URI or headers too long.
     */
    private static final Set<Integer> ANSWERS = Set.of(100, 101, 200, 202, 204, 400, 404, 405, 408, 413, 414, 415, 417,
            431, 501, 503, 505);

    private static final List<String> REQUESTS = List.of(
            HEAD + "Content-Length: 17\r\n\r\n{\"type\":\"screen\"}",
            HEAD + "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n"
                    + "5\r\n{\"a\":\r\n3;x=y\r\n 1}\r\n0\r\nTrailer: x\r\n\r\n",
            HEAD + "Expect: 100-continue\r\nContent-Encoding: gzip\r\ntraceparent: 00-1-2-01\r\n"
                    + "Content-Length: 2\r\n\r\n{}",
            HEAD + "Connection: close\r\nContent-Length: 0\r\n\r\n",
            "GET /v1/events?key=value HTTP/1.1\r\nHost: x\r\n\r\n",
            HEAD + "Content-Length: 70000\r\n\r\n" + "x".repeat(70_000),
            "POST /v1/nothing HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc");

    /** Ends what goes before, if it can be ended, and the connection. */
    private static final String LAST = "\r\n\r\nGET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static final List<String> PIECES = List.of("\r\n", "\n", "\r", "\r\n\r\n", "\u0000", " ", ":", "\t", "%",
            "%00", "../", "//", "?", "#", "*", "-1", "99999999999999999999", "0x10", "ffffffff\r\n", "HTTP/2.0",
            "HTTP/0.9", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "Content-Length: 5\r\n", "Content-Length: 6\r\n",
            "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Upgrade: websocket\r\n",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
            "Content-Type: \u00ff\r\n", "Content-Type: multipart/form-data; boundary=\r\n",
            "CamelHttpResponseCode: 500\r\n",
            "X: " + "x".repeat(20_000) + "\r\n", "/" + "x".repeat(10_000), "\u00ff\u00fe", "{}", "http://y:99999/");

    @Test
    void answersOrHangsUpWhateverComes() throws IOException {
        long seed = Long.getLong("anivia.fuzz.seed", 1);
        Random random = new Random(seed);
        Set<Integer> seen = new TreeSet<>();
        for (int tries = 0; tries < TRIES; tries += AT_ONCE) {
            List<byte[]> requests = Stream.generate(() -> request(random)).limit(AT_ONCE).toList();
            List<Socket> clients = new ArrayList<>();
            for (byte[] request : requests) {
                clients.add(send(request));
            }
            for (int client = 0; client < AT_ONCE; client++) {
                List<Integer> answers = answers(clients.get(client));
                assertThat(answers).as("to %s, by -Danivia.fuzz.seed=%d after %d tries",
                        HexFormat.of().formatHex(requests.get(client)), seed, tries).isSubsetOf(ANSWERS);
                seen.addAll(answers);
            }
            try (var client = connect().post(EVENT)) {
                assertThat(client.receive().status()).isEqualTo(202);
            }
        }
        assertThat(seen).as("answers").contains(202, 400, 404, 405);
    }

    @Test
    void answersInJsonToARequestWithoutHost() throws IOException {
        try (var client = connect()) {
            client.send("POST /v1/events?key=value HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}");
            assertError(client.receive(), 400);
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(broker.messages).isEmpty();
    }

    private Socket send(byte[] request) throws IOException {
        Socket client = new Socket("localhost", server.getPort());
        client.setSoTimeout((int) HANG.toMillis());
        try {
            client.getOutputStream().write(request);
        } catch (SocketException hungUp) {
            assertThat(request).as("what may take longer than an answer").hasSizeGreaterThan(1_000);
        }
        return client;
    }

    /** What is answered until the server hangs up; a time-out is thrown. */
    private static List<Integer> answers(Socket client) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (client) {
            client.getInputStream().transferTo(received);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return STATUS_LINE.matcher(received.toString(ISO_8859_1)).results()
                .map(status -> Integer.valueOf(status.group(1))).toList();
    }

    private static byte[] request(Random random) {
        return random.nextInt(10) == 0 ? noise(random) : (damaged(random) + LAST).getBytes(ISO_8859_1);
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[1 + random.nextInt(300)];
        random.nextBytes(noise);
        return noise;
    }

    private static String damaged(Random random) {
        StringBuilder request = new StringBuilder(REQUESTS.get(random.nextInt(REQUESTS.size())));
        for (int damages = random.nextInt(3); damages >= 0; damages--) {
            int at = random.nextInt(request.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> request.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> request.insert(request.indexOf("\n") + 1, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> request.delete(at, at + 1 + random.nextInt(5));
                default -> request.insert(at, (char) random.nextInt(256));
            }
        }
        return request.toString();
    }
}
