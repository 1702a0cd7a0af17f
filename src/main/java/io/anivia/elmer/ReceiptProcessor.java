package io.anivia.elmer;

import java.time.Clock;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.anivia.contract.MessageHeaders;
import io.vertx.core.net.SocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/**
 * Stamps a payload, in three headers: its receipt, a UUID of version 7 (RFC 9562, section 5.7), so that receipts sort
 * by time; when its last byte had arrived, in epoch milliseconds; and the sender's address. Behind a proxy that is the
 * proxy's, unless Quarkus trusts what the proxy forwards ({@code quarkus.http.proxy.*}).
 */
@Singleton
@Named("receipt")
final class ReceiptProcessor implements Processor {

    private static final String UNKNOWN = "unknown";

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
        message.setHeader(MessageHeaders.ADDRESS, address(message));
    }

    private static String address(Message message) {
        Object address = message.getHeader(VertxPlatformHttpConstants.REMOTE_ADDRESS);
        return address instanceof SocketAddress peer && peer.host() != null ? peer.host() : UNKNOWN;
    }
}
