package io.anivia.prospector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.FailureHeaders;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.Queues;
import io.anivia.destination.Destination;
import io.anivia.destination.Destinations;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns a {@link SplitResult} into messages: one for each event and destination that accepts it, whose bytes are shared, and
 * one for each rejected part.
 */
@Singleton
@Named("eventRouter")
final class EventRouterProcessor implements Processor {

    /** Exchange property: the payload that was split. */
    static final String PAYLOAD = "anivia.payload";
    private static final String STAGE_SPLIT = "split";
    private static final String EVERYBODY = "";

    private final Destinations destinations;
    private final ProspectorMetrics metrics;

    @Inject
    EventRouterProcessor(Destinations destinations, ProspectorMetrics metrics) {
        this.destinations = destinations;
        this.metrics = metrics;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        SplitResult split = exchange.getMessage().getMandatoryBody(SplitResult.class);
        Payload payload = exchange.getProperty(PAYLOAD, Payload.class);
        Map<String, Object> headers = headers(payload, exchange);
        List<Destination> recipients = destinations.on();
        RoutedMessages routing = new RoutedMessages();
        for (Event event : split.events()) {
            route(event, recipients, headers, routing);
        }
        for (RejectedPart rejected : split.rejected()) {
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
        for (String trace : MessageHeaders.TRACE_CONTEXT) {
            Object value = exchange.getMessage().getHeader(trace);
            if (value != null) {
                headers.put(trace, value);
            }
        }
        return headers;
    }

    private static void route(Event event, List<Destination> recipients, Map<String, Object> headers,
            RoutedMessages routing) {
        byte[] json = event.json();
        for (Destination recipient : recipients) {
            try {
                if (recipient.accepts(event.members())) {
                    routing.routed(recipient.name(),
                            OutboundMessage.json(recipient.queues().events(), headers, json).packable());
                }
            } catch (RuntimeException e) {
                Map<String, Object> dead = new HashMap<>(headers);
                dead.putAll(FailureHeaders.headers(recipient.name(), FailureHeaders.STAGE_ACCEPT,
                        "accept cannot be evaluated: " + e.getMessage(), 1));
                routing.dead(recipient.name(), OutboundMessage.json(recipient.queues().dead(), dead, json));
            }
        }
    }

    private static OutboundMessage rejected(RejectedPart rejected, Payload payload, Map<String, Object> headers) {
        Map<String, Object> all = new HashMap<>(headers);
        all.putAll(FailureHeaders.headers(EVERYBODY, STAGE_SPLIT, rejected.reason(), 1));
        if (rejected.isWholePayload()) {
            return new OutboundMessage("", Queues.REJECTED, all, payload.contentType(), payload.contentEncoding(),
                    rejected.body());
        }
        all.put(MessageHeaders.POSITION, rejected.position());
        return OutboundMessage.json(Queues.REJECTED, all, rejected.body());
    }
}
