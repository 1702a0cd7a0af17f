package io.anivia.prospector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.destination.DeadLetter;
import io.anivia.destination.Destination;
import io.anivia.destination.Destinations;
import io.anivia.destination.MessageHeaders;
import io.anivia.rabbitmq.OutboundMessage;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns a {@link Split} into messages: one for each event and destination that accepts it, whose bytes are shared, and
 * one for each rejected part.
 */
@Singleton
@Named("recipientList")
final class RecipientListProcessor implements Processor {

    /** Exchange property: the payload that was split. */
    static final String PAYLOAD = "anivia.payload";
    static final String REJECTED_QUEUE = "anivia.rejected";
    private static final String STAGE_SPLIT = "split";
    private static final String EVERYBODY = "";

    private final Destinations destinations;
    private final ProspectorMetrics metrics;

    @Inject
    RecipientListProcessor(Destinations destinations, ProspectorMetrics metrics) {
        this.destinations = destinations;
        this.metrics = metrics;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Split split = exchange.getMessage().getMandatoryBody(Split.class);
        Payload payload = exchange.getProperty(PAYLOAD, Payload.class);
        Map<String, Object> headers = headers(payload, exchange);
        List<Destination> recipients = destinations.on();
        Routing routing = new Routing();
        for (Event event : split.events()) {
            route(event, recipients, headers, routing);
        }
        for (Rejected rejected : split.rejected()) {
            routing.rejected(rejected(rejected, payload, headers));
        }
        exchange.getMessage().setBody(routing.messages());
        metrics.countWhenDone(exchange, split, routing);
    }

    private static Map<String, Object> headers(Payload payload, Exchange exchange) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.RECEIPT, payload.receipt());
        headers.put(MessageHeaders.RECEIVED_AT, payload.receivedAt().toEpochMilli());
        headers.put(MessageHeaders.SOURCE, payload.source());
        for (String trace : List.of("traceparent", "tracestate")) {
            Object value = exchange.getMessage().getHeader(trace);
            if (value != null) {
                headers.put(trace, value);
            }
        }
        return headers;
    }

    private static void route(Event event, List<Destination> recipients, Map<String, Object> headers,
            Routing routing) {
        byte[] json = event.json();
        for (Destination recipient : recipients) {
            try {
                if (recipient.accepts(event.members())) {
                    routing.routed(recipient.name(),
                            OutboundMessage.json(recipient.queues().events(), headers, json).packable());
                }
            } catch (RuntimeException e) {
                Map<String, Object> dead = new HashMap<>(headers);
                dead.putAll(DeadLetter.headers(recipient.name(), DeadLetter.STAGE_ACCEPT,
                        "accept cannot be evaluated: " + e.getMessage(), 1));
                routing.dead(recipient.name(), OutboundMessage.json(recipient.queues().dead(), dead, json));
            }
        }
    }

    private static OutboundMessage rejected(Rejected rejected, Payload payload, Map<String, Object> headers) {
        Map<String, Object> all = new HashMap<>(headers);
        all.putAll(DeadLetter.headers(EVERYBODY, STAGE_SPLIT, rejected.reason(), 1));
        if (rejected.isWholePayload()) {
            return new OutboundMessage("", REJECTED_QUEUE, all, payload.contentType(), payload.contentEncoding(),
                    rejected.body());
        }
        all.put("anivia-position", rejected.position());
        return OutboundMessage.json(REJECTED_QUEUE, all, rejected.body());
    }
}
