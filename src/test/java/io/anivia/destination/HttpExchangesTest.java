package io.anivia.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import io.anivia.destination.http.HttpObservation;
import io.anivia.destination.http.HttpResponse;
import io.anivia.destination.http.OutgoingRequest;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class HttpExchangesTest {

    private final HttpExchanges exchanges = new HttpExchanges();

    private static HttpObservation observation(byte[] body, Map<String, String> headers) {
        HttpObservation observation = HttpObservation.on(new DefaultExchange(new DefaultCamelContext()));
        observation.sent("http://partner.example", new OutgoingRequest("POST", "/in", headers, body));
        observation.answered(new HttpResponse(422, null, "no", Instant.now()));
        return observation;
    }

    private void end(String failure) {
        exchanges.ended(observation("{}".getBytes(UTF_8), Map.of()), failure, () -> List.of("e1"));
    }

    @Test
    void theLastFiveThatFailedAreKeptBesideTheLastThatPassed() {
        end(null);
        for (int number = 1; number <= 7; number++) {
            end("failure " + number);
        }
        assertThat(exchanges.latest()).extracting(HttpExchanges.HttpExchange::failure)
                .containsExactlyInAnyOrder(null, "failure 3", "failure 4", "failure 5", "failure 6", "failure 7");
        assertThat(exchanges.latest().get(0).status()).isEqualTo(422);
        assertThat(exchanges.latest().get(0).url()).isEqualTo("http://partner.example/in");
    }

    @Test
    void ofThoseThatPassOneASecondIsKept() {
        end(null);
        exchanges.ended(observation("{}".getBytes(UTF_8), Map.of()), null, () -> {
            throw new AssertionError("its events are read for nothing");
        });
        assertThat(exchanges.latest()).hasSize(1);
    }

    @Test
    void aDeliveryWithoutRequestIsPassedOver() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchanges.ended(HttpObservation.on(exchange), "it failed before", List::of);
        assertThat(exchanges.latest()).isEmpty();
    }

    @Test
    void aLargeCompressedBodyIsReadAsFarAsItIsKept() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int number = 0; number < 200_000; number++) {
                gzip.write(Integer.toString(number * 7919).getBytes(UTF_8));
            }
        }
        exchanges.ended(observation(bytes.toByteArray(), Map.of("Content-Encoding", "gzip")), "no", List::of);
        HttpExchanges.HttpExchange kept = exchanges.latest().get(0);
        assertThat(kept.body()).hasSizeLessThan(bytes.size());
        assertThat(kept.isWhole()).isFalse();
        assertThat(kept.text(2048)).hasSize(2048).startsWith("0791915838");
        assertThat(kept.text(Integer.MAX_VALUE)).hasSizeGreaterThan(16 << 10);
    }
}
