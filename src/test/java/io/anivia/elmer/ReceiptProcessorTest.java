package io.anivia.elmer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ReceiptProcessorTest {

    private static final Instant NOW = Instant.parse("2014-11-28T09:00:00.123Z");

    private final ReceiptProcessor processor = new ReceiptProcessor(Clock.fixed(NOW, ZoneOffset.UTC));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void stampsTwoHeaders() {
        processor.process(exchange);

        assertThat(exchange.getMessage().getHeader("anivia-received-at")).isEqualTo(NOW.toEpochMilli());
        UUID receipt = UUID.fromString(exchange.getMessage().getHeader("anivia-receipt", String.class));
        assertThat(receipt.version()).isEqualTo(7);
        assertThat(receipt.getMostSignificantBits() >>> 16).as("carries the time").isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void receiptsDifferWithinAMillisecond() {
        processor.process(exchange);
        Object first = exchange.getMessage().getHeader("anivia-receipt");
        processor.process(exchange);
        assertThat(exchange.getMessage().getHeader("anivia-receipt")).isNotEqualTo(first);
    }
}
