package io.anivia.elmer;

import java.time.Clock;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.anivia.contract.MessageHeaders;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/** Stamps a payload with a new {@link Receipt}, in three headers; leaves body and other headers alone. */
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
        Receipt receipt = newReceipt(source(message));
        message.setHeader(MessageHeaders.RECEIPT, receipt.id().toString());
        message.setHeader(MessageHeaders.RECEIVED_AT, receipt.receivedAt());
        message.setHeader(MessageHeaders.SOURCE, receipt.source());
    }

    private Receipt newReceipt(String source) {
        long now = clock.millis();
        return new Receipt(ids.construct(now), now, source);
    }

    private static String source(Message message) {
        Object address = message.getHeader(VertxPlatformHttpConstants.REMOTE_ADDRESS);
        return address instanceof SocketAddress peer && peer.host() != null ? peer.host() : UNKNOWN;
    }
}
