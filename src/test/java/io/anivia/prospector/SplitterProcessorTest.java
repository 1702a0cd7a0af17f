package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.anivia.broker.publish.MessageSizeLimit;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.RequestParts;
import io.anivia.prospector.Payload.Decoded;
import io.anivia.source.Source;
import io.anivia.source.keys.WriteKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in the queue that Elmer did not publish. */
class SplitterProcessorTest {

    private static final SmallRyeConfig CONFIG = new SmallRyeConfigBuilder().addDiscoveredConverters()
            .withMapping(ProspectorConfig.class).withMapping(ClockConfig.class).build();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, Source> sources = new HashMap<>();
    private final SplitterProcessor splitter = new SplitterProcessor(CONFIG.getConfigMapping(ProspectorConfig.class),
            CONFIG.getConfigMapping(ClockConfig.class), new MessageSizeLimit(MessageSizeLimit.UNKNOWN),
            WriteKeys.of(List.of("mobile=secret")), name -> Optional.ofNullable(sources.get(name)), name -> null,
            () -> null, new ProspectorMetrics(registry, sources::containsKey));

    @BeforeEach
    void hasTheSourceOfEvents() {
        sources.put("events", new TestSource("events", Payloads.EVENTS, null));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -100_000_000_000_000_000L, 300_000_000_000_000L, Long.MAX_VALUE})
    void aTimeOfReceiptThatCannotBeWrittenIsNow(long receivedAt) throws Exception {
        Payload payload = split(Map.of(MessageHeaders.RECEIPT, "r", MessageHeaders.RECEIVED_AT, receivedAt));

        assertThat(payload.receivedAt()).isBetween(Instant.now().minus(1, ChronoUnit.MINUTES), Instant.now());
    }

    @Test
    void unusableHeadersAreNotTaken() throws Exception {
        Payload payload = split(Map.of(MessageHeaders.RECEIPT, "r".repeat(10_000), MessageHeaders.RECEIVED_AT, "today",
                MessageHeaders.SOURCE, "s".repeat(10_000), MessageHeaders.ADDRESS, "a".repeat(10_000)));

        assertThat(payload.receipt()).isNotBlank().hasSizeLessThan(200);
        assertThat(payload.source()).isEqualTo("events");
        assertThat(payload.address()).isEqualTo("unknown");
        assertThat(payload.receivedAt()).isBetween(Instant.now().minus(1, ChronoUnit.MINUTES), Instant.now());
    }

    @Test
    void headersOfElmerAreTaken() throws Exception {
        RequestParts request = new RequestParts("GET", "/i", Map.of(), Map.of("v", List.of("1")), Map.of());
        sources.put("pixel", new TestSource("pixel", Payloads.EVENTS, null));
        Payload payload = split(Map.of(MessageHeaders.RECEIPT, "r", MessageHeaders.RECEIVED_AT, 1L,
                MessageHeaders.SOURCE, "pixel", MessageHeaders.ADDRESS, "10.0.0.1", MessageHeaders.KEY, "mobile",
                MessageHeaders.REQUEST, request.toJson()));

        assertThat(payload).returns("r", Payload::receipt).returns(Instant.ofEpochMilli(1), Payload::receivedAt)
                .returns("pixel", Payload::source).returns("10.0.0.1", Payload::address)
                .returns("mobile", Payload::key).returns(request, Payload::request)
                .returns(Decoded.NO, Payload::decoded);
    }

    @Test
    void theReleaseBeforeSourcesHasTheAddressInTheirPlace() throws Exception {
        Payload payload = split(Map.of(MessageHeaders.RECEIPT, "r", MessageHeaders.SOURCE, "10.0.0.1"));

        assertThat(payload).returns("events", Payload::source).returns("10.0.0.1", Payload::address)
                .returns(null, Payload::key).returns(RequestParts.NONE, Payload::request);
    }

    @ParameterizedTest
    @CsvSource({"events, EVENTS", "records, RECORDS", "true, EVENTS"})
    void whatHasBeenDecodedIsNotDecodedAgain(String header, Decoded decoded) throws Exception {
        assertThat(split(Map.of(MessageHeaders.DECODED, header)).decoded()).isEqualTo(decoded);
    }

    @Test
    void aRequestThatCannotBeReadIsCountedAndLeftOut() throws Exception {
        assertThat(split(Map.of(MessageHeaders.REQUEST, "{")).request()).isEqualTo(RequestParts.NONE);
        assertThat(registry.get("anivia.requests.unreadable").counter().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"gone, no source 'gone' in this process", "' a\u0000b', no source of its name in this process"})
    void aPayloadWhoseSourceIsNotHereIsRejected(String name, String reason) throws Exception {
        SplitResult result = process(Map.of(MessageHeaders.SOURCE, name, MessageHeaders.ADDRESS, "10.0.0.1"))
                .getMessage().getBody(SplitResult.class);

        assertThat(result.events()).isEmpty();
        assertThat(result.rejected()).singleElement().satisfies(part -> {
            assertThat(part.isWholePayload()).isTrue();
            assertThat(part.reason())
                    .isEqualTo(reason + ": bring back its file under anivia.sources.dir, then replay");
        });
    }

    private Payload split(Map<String, Object> headers) throws Exception {
        Exchange exchange = process(headers);
        assertThat(exchange.getMessage().getBody(SplitResult.class).events()).hasSize(1);
        return exchange.getProperty(EventRouterProcessor.PAYLOAD, Payload.class);
    }

    private Exchange process(Map<String, Object> headers) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getIn().setBody("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
            exchange.getIn().setHeaders(new HashMap<>(headers));

            splitter.process(exchange);

            return exchange;
        }
    }
}
