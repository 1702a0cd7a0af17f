package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.elmer.RawConnection.Answer;
import io.anivia.elmer.admission.MemoryQuota;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Clients on one side, a scripted broker on the other; after each test nothing may be left in between. */
abstract class ElmerTestBase {

    static final byte[] EVENT = "{\"type\":\"screen\"}".getBytes(UTF_8);

    /** How a raw request begins. */
    static final String HEAD = "POST /v1/events HTTP/1.1\r\nHost: x\r\n";
    static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource
    URI server;
    @Inject
    FakeBrokerComponent broker;
    @Inject
    MemoryQuota memory;
    @Inject
    CamelContext camel;
    @Inject
    MeterRegistry meters;

    @BeforeEach
    void start() {
        broker.reset();
    }

    @AfterEach
    void nothingIsLeft() {
        broker.reset();
        await().until(() -> memory.hasRoomFor(ElmerProfile.MAX_IN_FLIGHT_BYTES));
        await().until(() -> camel.getInflightRepository().size() == 0);
    }

    RawConnection connect() throws IOException {
        return new RawConnection(server.getPort());
    }

    double accepted() {
        return meters.get("anivia.payloads.accepted").tag("source", "events").counter().count();
    }

    static byte[] body(int bytes) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) 'x');
        return body;
    }

    static void assertError(Answer answer, int status) throws IOException {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(JSON.readTree(answer.body()).get("error").asText()).isNotBlank();
    }
}
