package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.elmer.RawConnection.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the broker is what the client sent, and no header that only Elmer may set. */
@QuarkusTest
@TestProfile(ElmerProfile.class)
class ElmerPayloadIT extends ElmerTestBase {

    @Test
    void stampsThePayloadAndLeavesItsLabels() throws IOException {
        long before = System.currentTimeMillis();
        try (var client = connect().post(EVENT, "Content-Type: text/plain;charset=UTF-8", "Content-Encoding: gzip",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")) {
            client.receive();
        }
        Map<String, Object> headers = broker.messages.get(0).headers();
        assertThat(headers).containsEntry("Content-Type", "text/plain;charset=UTF-8")
                .containsEntry("Content-Encoding", "gzip")
                .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .containsEntry("anivia-address", "127.0.0.1").containsEntry("anivia-source", "events");
        assertThat((Long) headers.get("anivia-received-at")).isBetween(before, System.currentTimeMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=b",
            "multipart/form-data", "application/json", "text/plain", "image/png", "nonsense"})
    void bytesArriveUntouchedWhateverTheirType(String contentType) throws IOException {
        String text = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n"
                + "a=1&b=%00+\0\r\n--b--\r\n";
        byte[] body = text.getBytes(UTF_8);
        try (var client = connect().post(body, "Content-Type: " + contentType)) {
            assertThat(client.receive().status()).isEqualTo(202);
        }
        assertThat(broker.messages.get(0).body()).isEqualTo(body);
        assertThat(broker.messages.get(0).headers()).containsEntry("Content-Type", contentType);
    }

    @Test
    void chunksArriveWhole() throws IOException {
        try (var client = connect()) {
            client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 300; i++) {
                client.send("64\r\n" + "x".repeat(100) + "\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(202);
        }
        assertThat(broker.messages.get(0).body()).hasSize(30_000).containsOnly('x');
    }

    @ParameterizedTest
    @ValueSource(strings = {"rudder-sdk-node", "rudder-sdk-node-plain", "segment-analytics-node",
            "snowplow-node-tracker"})
    void takesWhatRealClientsSend(String client) throws IOException {
        JsonNode requests = JSON.readTree(Path.of("src/test/resources/clients/" + client + ".json").toFile());
        for (JsonNode request : requests) {
            broker.messages.clear();
            byte[] body = request.has("bodyBase64") ? request.get("bodyBase64").binaryValue()
                    : request.get("body").asText().getBytes(UTF_8);
            List<String> headers = new ArrayList<>();
            request.get("headers").properties()
                    .forEach(header -> headers.add(header.getKey() + ": " + header.getValue().asText()));
            try (var connection = connect().post(body, headers.toArray(String[]::new))) {
                assertThat(connection.receive().status()).isEqualTo(202);
            }
            assertThat(broker.messages.get(0).body()).isEqualTo(body);
        }
    }

    @Test
    void noClientSetsAHeaderThatAniviaActsOn() throws IOException {
        try (var client = connect().post(EVENT, "anivia-receipt: forged", "Anivia-Source: forged",
                "anivia-reason: forged", "CamelHttpResponseCode: 200", "camelhttpuri: http://elsewhere",
                "CamelRabbitmqRoutingKey: elsewhere",
                "org.apache.camel.x: y", "X-Other: dropped", "Authorization: Basic c2VjcmV0Og==",
                "Content-Type: " + "long".repeat(100))) {
            Answer answer = client.receive();
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.headers().keySet()).containsExactlyInAnyOrder("content-type", "content-length");
        }
        Map<String, Object> headers = broker.messages.get(0).headers();
        assertThat(headers).doesNotContainValue("forged");
        assertThat(headers.keySet()).containsExactlyInAnyOrder("anivia-receipt", "anivia-received-at", "anivia-source", "anivia-address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain\0", "text/plain\rCamelHttpUri: http://elsewhere", "text/\u0001plain",
            "text/plain\r\n anivia-receipt: folded"})
    void aLabelIsALabelOrNothing(String contentType) throws IOException {
        try (var client = connect().post(EVENT, "Content-Type: " + contentType)) {
            assertThat(client.receive().status()).isIn(202, 400);
        }
        assertThat(broker.messages).allSatisfy(message -> {
            assertThat(message.headers().keySet()).isSubsetOf("Content-Type", "anivia-receipt", "anivia-received-at",
                    "anivia-source", "anivia-address");
            assertThat(String.valueOf(message.headers().get("Content-Type"))).matches("[ -~]*");
        });
    }

    @Test
    void headersInAnEncodedBreakStayOneValue() throws IOException {
        String value = "text/plain; x=%0d%0aanivia-receipt:%20forged";
        try (var client = connect().post(EVENT, "Content-Type: " + value)) {
            assertThat(client.receive().status()).isEqualTo(202);
        }
        assertThat(broker.messages.get(0).headers()).containsEntry("Content-Type", value)
                .doesNotContainEntry("anivia-receipt", "forged");
    }

    @Test
    void hundredsOfHeadersLeaveNoTrace() throws IOException {
        String[] many = IntStream.range(0, 500).mapToObj(i -> "anivia-x" + i + ": forged").toArray(String[]::new);
        try (var client = connect().post(EVENT, many)) {
            assertThat(client.receive().status()).isEqualTo(202);
        }
        assertThat(broker.messages.get(0).headers().keySet()).containsExactlyInAnyOrder("anivia-receipt",
                "anivia-received-at", "anivia-source", "anivia-address");
    }
}
