package io.anivia.elmer;

import java.time.Clock;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.anivia.contract.MessageHeaders;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Stamps a payload, in two headers: its receipt, a UUID of version 7 (RFC 9562, section 5.7), so that receipts sort by
 * time; and when its last byte had arrived, in epoch milliseconds.
 */
@Singleton
@Named("receipt")
final class ReceiptProcessor implements Processor {

    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    @Inject
    ReceiptProcessor() {
        this(Clock.systemUTC());
    }

    ReceiptProcessor(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        long now = clock.millis();
        message.setHeader(MessageHeaders.RECEIPT, ids.construct(now).toString());
        message.setHeader(MessageHeaders.RECEIVED_AT, now);
    }
}
