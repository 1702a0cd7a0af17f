package io.anivia.elmer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import io.anivia.broker.connection.BrokerException;
import io.anivia.common.CapturedLog;
import io.anivia.elmer.RawConnection.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers of the contract "HTTP in", from the route that ships. */
@QuarkusTest
@TestProfile(ElmerProfile.class)
class ElmerIT extends ElmerTestBase {

    @Test
    void answers202WithTheReceiptOnceTheBrokerHasConfirmed() throws IOException {
        double before = accepted();
        broker.hold();
        try (var client = connect().post(EVENT, "Content-Type: application/json")) {
            await().until(() -> broker.unconfirmed.size() == 1);
            assertThat(accepted()).isEqualTo(before);
            broker.confirmAll();
            Answer answer = client.receive();

            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            Map<String, Object> headers = broker.messages.get(0).headers();
            assertThat(answer.body()).isEqualTo("{\"receipt\":\"" + headers.get("anivia-receipt") + "\"}");
            assertThat(UUID.fromString((String) headers.get("anivia-receipt")).version()).isEqualTo(7);
            assertThat(accepted()).isEqualTo(before + 1);
        }
    }

    @Test
    void publishesAsTheContractSays() {
        var endpoint = camel.getEndpoints().stream()
                .filter(FakeBrokerComponent.FakeEndpoint.class::isInstance)
                .map(FakeBrokerComponent.FakeEndpoint.class::cast).findFirst().orElseThrow();
        assertThat(endpoint.options).containsEntry("queue", "anivia.collected")
                .containsEntry("confirmTimeout", "5s");
    }

    @Test
    void answers400ToAnEmptyBody() throws IOException {
        try (var client = connect()) {
            client.post(new byte[0]);
            assertError(client.receive(), 400);
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
            assertError(client.receive(), 400);
            client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertError(client.receive(), 400);
            client.post(EVENT);
            assertThat(client.receive().status()).as("the connection is fit for more").isEqualTo(202);
        }
        assertThat(broker.messages).hasSize(1);
    }

    @Test
    void answers404ToAnyOtherPath() throws IOException {
        try (var client = connect()) {
            client.send("GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n");
            assertError(client.receive(), 404);
            client.send("POST /v1/events/more HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
            assertError(client.receive(), 404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
    void answers405ToAnyOtherMethod(String method) throws IOException {
        try (var client = connect()) {
            client.send(method + " /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
            Answer answer = client.receive();
            assertError(answer, 405);
            assertThat(answer.header("allow")).isEqualTo("POST");
        }
    }

    @Test
    void takesAPayloadOfTheLargestSize() throws IOException {
        byte[] body = body(ElmerProfile.MAX_BODY_BYTES);
        try (var client = connect().post(body)) {
            assertThat(client.receive().status()).isEqualTo(202);
        }
        assertThat(broker.messages.get(0).body()).isEqualTo(body);
    }

    @Test
    void answers413ToAnAnnouncedLengthBeforeTheBodyComes() throws IOException {
        try (var client = connect()) {
            client.send(HEAD + "Content-Length: "
                    + (ElmerProfile.MAX_BODY_BYTES + 1) + "\r\n\r\n");
            Answer answer = client.receive();
            assertError(answer, 413);
            assertThat(answer.header("connection")).isEqualTo("close");
        }
    }

    @Test
    void answers503WithRetryAfterWhenTheBrokerIsAway() throws IOException {
        broker.failWith(new BrokerException.Unavailable("the broker is away", null));
        try (var client = connect().post(EVENT)) {
            Answer answer = client.receive();
            assertError(answer, 503);
            assertThat(answer.header("retry-after")).as("6.2 s, rounded up").isEqualTo("7");
            broker.reset();
            assertThat(client.post(EVENT).receive().status()).isEqualTo(202);
        }
    }

    @Test
    void answers500ToAFaultAndLogsItOnceWithItsStackAndWithoutItsMessage() throws IOException {
        broker.failWith(new IllegalStateException("secret innards"));
        try (var log = new CapturedLog(); var client = connect()) {
            for (int i = 0; i < 3; i++) {
                Answer answer = client.post(EVENT).receive();
                assertError(answer, 500);
                assertThat(answer.body()).doesNotContain("secret", "Exception");
            }
            assertThat(log.records()).filteredOn(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                    .singleElement().extracting(LogRecord::getThrown).satisfies(thrown -> {
                        assertThat(thrown.toString()).contains("IllegalStateException").doesNotContain("secret");
                        assertThat(thrown.getStackTrace()).isNotEmpty();
                    });
        }
    }

    @Test
    void answers400ToAPayloadThatCanNeverBePublished() throws IOException {
        double before = accepted();
        broker.failWith(new BrokerException.Unsendable("a header is too long"));
        try (var client = connect().post(EVENT)) {
            Answer answer = client.receive();
            assertError(answer, 400);
            assertThat(answer.header("retry-after")).isNull();
            assertThat(answer.body()).contains("do not send it again", "a header is too long");
            assertThat(accepted()).isEqualTo(before);
        }
    }

    @Test
    void answers503WhenTooManyBytesAreInFlight() throws IOException {
        broker.hold();
        List<RawConnection> clients = new ArrayList<>();
        try {
            int fit = ElmerProfile.MAX_IN_FLIGHT_BYTES / ElmerProfile.MAX_BODY_BYTES;
            for (int i = 0; i < fit; i++) {
                clients.add(connect().post(body(ElmerProfile.MAX_BODY_BYTES)));
            }
            await().until(() -> broker.unconfirmed.size() == fit);
            try (var announced = connect().post(EVENT);
                    var chunked = connect().send(HEAD
                            + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")) {
                Answer answer = announced.receive();
                assertError(answer, 503);
                assertThat(answer.header("retry-after")).isEqualTo("7");
                assertError(chunked.receive(), 503);
            }
            broker.confirmAll();
            for (RawConnection client : clients) {
                assertThat(client.receive().status()).isEqualTo(202);
            }
        } finally {
            for (RawConnection client : clients) {
                client.close();
            }
        }
    }

    @Test
    void answers408ToABodyThatTricklesOn() throws IOException {
        try (var client = connect()) {
            client.send(HEAD + "Content-Length: 1000\r\n\r\nx");
            assertError(client.receive(), 408);
        }
    }

    @Test
    void answers408ToABodyThatNeverBegins() throws IOException {
        try (var client = connect(); var chunked = connect(); var waits = connect()) {
            client.send(HEAD + "Content-Length: 1000\r\n\r\n");
            chunked.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            waits.send(HEAD + "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n");
            assertError(client.receive(), 408);
            assertError(chunked.receive(), 408);
            assertThat(waits.receive().status()).isEqualTo(100);
            assertError(waits.receive(), 408);
        }
        assertThat(broker.messages).isEmpty();
    }
}
