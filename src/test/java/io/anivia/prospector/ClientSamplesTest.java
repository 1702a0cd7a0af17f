package io.anivia.prospector;

import static io.anivia.prospector.Payloads.SPLITTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests recorded from real clients, as they would be read if posted here. */
class ClientSamplesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Their batches are bare events to us: only {@code events} is a batch. */
    @ParameterizedTest
    @CsvSource({"rudder-sdk-node, batch", "rudder-sdk-node-plain, batch", "segment-analytics-node, batch",
            "snowplow-node-tracker, data"})
    void areReadToTheLastMember(String client, String batch) throws IOException {
        for (Map<String, Object> sample : samples(client)) {
            SplitResult split = SPLITTER.split(payload(sample, body(sample)));

            assertThat(split.rejected()).isEmpty();
            assertThat(split.events()).singleElement()
                    .satisfies(event -> assertThat((List<?>) event.members().get(batch)).isNotEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"rudder-sdk-node-plain, batch", "segment-analytics-node, batch", "snowplow-node-tracker, data"})
    void areBatchesByTheNameOfEvents(String client, String batch) throws IOException {
        for (Map<String, Object> sample : samples(client)) {
            String body = ((String) sample.get("body")).replace("\"" + batch + "\":[", "\"events\":[");

            SplitResult split = SPLITTER.split(payload(sample, Payloads.utf8(body)));

            assertThat(split.rejected()).isEmpty();
            assertThat(split.events()).isNotEmpty().allSatisfy(event -> {
                Object own = event.members().get("messageId");
                assertThat(event.id()).isEqualTo(own == null ? "r-" + event.index() : own);
                assertThat(event.members()).doesNotContainKey("events");
            });
        }
    }

    private static Payload payload(Map<String, Object> sample, byte[] body) {
        Map<?, ?> headers = (Map<?, ?>) sample.get("headers");
        return Payloads.payload(body, (String) headers.get("content-type"), (String) headers.get("content-encoding"));
    }

    private static byte[] body(Map<String, Object> sample) {
        return sample.get("bodyBase64") instanceof String base64
                ? Base64.getDecoder().decode(base64) : Payloads.utf8((String) sample.get("body"));
    }

    private static List<Map<String, Object>> samples(String client) throws IOException {
        try (InputStream in = ClientSamplesTest.class.getResourceAsStream("/clients/" + client + ".json")) {
            return MAPPER.readValue(in, new TypeReference<>() { });
        }
    }
}
