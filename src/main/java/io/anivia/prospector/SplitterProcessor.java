package io.anivia.prospector;

import java.time.Instant;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.destination.MessageHeaders;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Takes a payload, as it lay in {@code anivia.collected}, apart: the body becomes a {@link Split}. */
@Singleton
@Named("splitter")
final class SplitterProcessor implements Processor {

    private static final String UNKNOWN = "unknown";

    private final PayloadSplitter splitter;

    @Inject
    SplitterProcessor(ProspectorConfig config, ClockConfig clock) {
        this.splitter = new PayloadSplitter(new PayloadLimits(Math.toIntExact(config.maxInflated().asLongValue()),
                config.maxDepth(), config.maxEvents()), clock.tolerance());
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        // Without a receipt it was not Elmer who put it there; the exchange's id serves, at the cost of new ids after
        // a redelivery.
        Payload payload = new Payload(message.getMandatoryBody(byte[].class),
                message.getHeader(Exchange.CONTENT_TYPE, String.class),
                message.getHeader(Exchange.CONTENT_ENCODING, String.class),
                message.getHeader(MessageHeaders.RECEIPT, exchange.getExchangeId(), String.class),
                Instant.ofEpochMilli(receivedAt(message)),
                message.getHeader(MessageHeaders.SOURCE, UNKNOWN, String.class));
        message.setBody(splitter.split(payload));
        exchange.setProperty(RecipientListProcessor.PAYLOAD, payload);
    }

    private static long receivedAt(Message message) {
        return message.getHeader(MessageHeaders.RECEIVED_AT) instanceof Number at ? at.longValue()
                : System.currentTimeMillis();
    }
}
