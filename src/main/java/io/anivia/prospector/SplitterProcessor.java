package io.anivia.prospector;

import java.time.Instant;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.broker.publish.MessageSizeLimit;
import io.anivia.contract.MessageHeaders;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Splits a payload from {@code anivia.collected}: the body becomes a {@link SplitResult}. */
@Singleton
@Named("splitter")
final class SplitterProcessor implements Processor {

    private static final String UNKNOWN = "unknown";
    /** A receipt is a UUID and a source an address; ids of up to 256 characters begin with the receipt. */
    private static final int MAX_LABEL_CHARACTERS = 200;

    private final PayloadSplitter splitter;

    @Inject
    SplitterProcessor(ProspectorConfig config, ClockConfig clock, MessageSizeLimit sizeLimit) {
        PayloadLimits limits = new PayloadLimits(Math.toIntExact(config.maxInflated().asLongValue()),
                config.maxValues(), config.maxDepth(), config.maxEvents(), config.maxEventValues(),
                Math.toIntExact(config.maxEvent().asLongValue()));
        this.splitter = new PayloadSplitter(limits, sizeLimit::bytes,
                new DeviceClock(clock.tolerance(), clock.maxSpan(), clock.sentAt()));
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Payload payload = new Payload(message.getMandatoryBody(byte[].class),
                message.getHeader(Exchange.CONTENT_TYPE, String.class),
                message.getHeader(Exchange.CONTENT_ENCODING, String.class),
                // A message that Elmer did not publish has the exchange's id, and new event ids after a redelivery.
                label(message, MessageHeaders.RECEIPT, exchange.getExchangeId()),
                receivedAt(message),
                label(message, MessageHeaders.SOURCE, UNKNOWN));
        message.setBody(splitter.split(payload));
        exchange.setProperty(EventRouterProcessor.PAYLOAD, payload);
    }

    /** A header that every event carries on. Other publishers than Elmer may have set it, so its length is bounded. */
    private static String label(Message message, String name, String absent) {
        String value = message.getHeader(name, String.class);
        return value == null || value.isEmpty() || value.length() > MAX_LABEL_CHARACTERS ? absent : value;
    }

    /** When Elmer received the payload; now, if the header is missing or RFC 3339 cannot write it. */
    private static Instant receivedAt(Message message) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Instant received = message.getHeader(MessageHeaders.RECEIVED_AT) instanceof Number at
                ? Instant.ofEpochMilli(at.longValue()) : now;
        return Timestamps.isWritable(received) ? received : now;
    }
}
