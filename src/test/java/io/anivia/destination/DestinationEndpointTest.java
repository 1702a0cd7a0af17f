package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.anivia.broker.consume.Prefetch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationEndpointTest {

    @ParameterizedTest
    @CsvSource({
        // concurrency, batchSize, prefetch, in hand
        "1, 1, 0, 50",
        "8, 1, 0, 400",
        "1, 500, 0, 1000",
        "8, 100, 0, 900",
        "8, 1, 7, 7",
        "100, 1000, 0, 65535",
        "2000, 1, 0, 65535",
    })
    void enoughIsInHandToKeepEveryWorkerBusy(int concurrency, int batchSize, int prefetch, int inHand) {
        DestinationEndpoint endpoint = new DestinationEndpoint("destination:any", new DestinationComponent(), "any");
        endpoint.setConcurrency(concurrency);
        endpoint.setBatchSize(batchSize);
        endpoint.setPrefetch(prefetch);
        assertThat(endpoint.prefetch()).isEqualTo(Prefetch.of(inHand));
    }
}
