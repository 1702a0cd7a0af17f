package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

import io.anivia.broker.publish.MessageSizeLimit;
import io.anivia.contract.MessageHeaders;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in the queue that Elmer did not publish. */
class SplitterProcessorTest {

    private static final SmallRyeConfig CONFIG = new SmallRyeConfigBuilder().addDiscoveredConverters()
            .withMapping(ProspectorConfig.class).withMapping(ClockConfig.class).build();

    private final SplitterProcessor splitter = new SplitterProcessor(CONFIG.getConfigMapping(ProspectorConfig.class),
            CONFIG.getConfigMapping(ClockConfig.class), new MessageSizeLimit(MessageSizeLimit.UNKNOWN));

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -100_000_000_000_000_000L, 300_000_000_000_000L, Long.MAX_VALUE})
    void aTimeOfReceiptThatCannotBeWrittenIsNow(long receivedAt) throws Exception {
        Payload payload = split(Map.of(MessageHeaders.RECEIPT, "r", MessageHeaders.RECEIVED_AT, receivedAt));

        assertThat(payload.receivedAt()).isBetween(Instant.now().minus(1, ChronoUnit.MINUTES), Instant.now());
    }

    @Test
    void unusableHeadersAreNotTaken() throws Exception {
        Payload payload = split(Map.of(MessageHeaders.RECEIPT, "r".repeat(10_000), MessageHeaders.RECEIVED_AT, "today",
                MessageHeaders.SOURCE, "s".repeat(10_000)));

        assertThat(payload.receipt()).isNotBlank().hasSizeLessThan(200);
        assertThat(payload.source()).isEqualTo("unknown");
        assertThat(payload.receivedAt()).isBetween(Instant.now().minus(1, ChronoUnit.MINUTES), Instant.now());
    }

    @Test
    void headersOfElmerAreTaken() throws Exception {
        Payload payload = split(Map.of(MessageHeaders.RECEIPT, "r", MessageHeaders.RECEIVED_AT, 1L,
                MessageHeaders.SOURCE, "10.0.0.1"));

        assertThat(payload).returns("r", Payload::receipt).returns(Instant.ofEpochMilli(1), Payload::receivedAt)
                .returns("10.0.0.1", Payload::source);
    }

    private Payload split(Map<String, Object> headers) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getIn().setBody("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
            exchange.getIn().setHeaders(new HashMap<>(headers));

            splitter.process(exchange);

            assertThat(exchange.getMessage().getBody(SplitResult.class).events()).hasSize(1);
            return exchange.getProperty(EventRouterProcessor.PAYLOAD, Payload.class);
        }
    }
}
