package io.anivia.prospector;

import java.time.Instant;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.contract.MessageHeaders;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Takes a payload, as it lay in {@code anivia.collected}, apart: the body becomes a {@link SplitResult}. */
@Singleton
@Named("splitter")
final class SplitterProcessor implements Processor {

    private static final String UNKNOWN = "unknown";
    /** A receipt is a UUID, a source an address; ids of up to 256 characters are made of the first. */
    private static final int LONGEST_LABEL = 200;

    private final PayloadSplitter splitter;

    @Inject
    SplitterProcessor(ProspectorConfig config, ClockConfig clock) {
        PayloadLimits limits = new PayloadLimits(Math.toIntExact(config.maxInflated().asLongValue()),
                config.maxDepth(), config.maxEvents(), Math.toIntExact(config.maxEvent().asLongValue()));
        this.splitter = new PayloadSplitter(limits, clock.tolerance());
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Payload payload = new Payload(message.getMandatoryBody(byte[].class),
                message.getHeader(Exchange.CONTENT_TYPE, String.class),
                message.getHeader(Exchange.CONTENT_ENCODING, String.class),
                // Not Elmer's: the exchange's id serves, at the cost of new ids after a redelivery.
                label(message, MessageHeaders.RECEIPT, exchange.getExchangeId()),
                receivedAt(message),
                label(message, MessageHeaders.SOURCE, UNKNOWN));
        message.setBody(splitter.split(payload));
        exchange.setProperty(EventRouterProcessor.PAYLOAD, payload);
    }

    /** A header that every event is going to carry; what a stranger has put there is taken if it is short. */
    private static String label(Message message, String name, String otherwise) {
        String value = message.getHeader(name, String.class);
        return value == null || value.isEmpty() || value.length() > LONGEST_LABEL ? otherwise : value;
    }

    /** A stranger's time that RFC 3339 cannot write is none. */
    private static Instant receivedAt(Message message) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Instant received = message.getHeader(MessageHeaders.RECEIVED_AT) instanceof Number at
                ? Instant.ofEpochMilli(at.longValue()) : now;
        return Timestamps.isWritable(received) ? received : now;
    }
}
