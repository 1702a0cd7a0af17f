package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.anivia.broker.consume.Prefetch;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationEndpointTest {

    @ParameterizedTest
    @CsvSource({
        // concurrency, batchSize, option, prefetch
        "1, 1, 0, 50",
        "8, 1, 0, 400",
        "1, 500, 0, 1000",
        "8, 100, 0, 900",
        "8, 1, 7, 7",
        "100, 1000, 0, 65535",
        "2000, 1, 0, 65535",
    })
    void thePrefetchKeepsEveryWorkerBusy(int concurrency, int batchSize, int option, int prefetch) {
        DestinationEndpoint endpoint = new DestinationEndpoint("destination:any", new DestinationComponent(), "any");
        endpoint.setConcurrency(concurrency);
        endpoint.setBatchSize(batchSize);
        endpoint.setPrefetch(option);
        assertThat(endpoint.prefetch()).isEqualTo(Prefetch.of(prefetch));
    }

    @Test
    void formerOptionsAreUnderstood() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("destination", new DestinationComponent());

            DestinationEndpoint endpoint = camel.getEndpoint("destination:any?maxInHand=7&maxBytesInHand=9",
                    DestinationEndpoint.class);

            assertThat(endpoint.prefetch()).isEqualTo(new Prefetch(7, 9));
        }
    }
}
