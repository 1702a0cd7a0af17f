package io.anivia.prospector;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.broker.publish.MessageSizeLimit;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.common.KeptAnswer;
import io.anivia.common.KnownWords;
import io.anivia.contract.FailureHeaders;
import io.anivia.contract.MessageHeaders;
import io.anivia.destination.Destination;
import io.anivia.destination.Destination.FilterReason;
import io.anivia.destination.Destinations;
import io.anivia.destination.Shadow;
import io.anivia.tap.TapPoint;
import io.anivia.tap.TapWatch;
import io.anivia.tap.Taps;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns a {@link SplitResult} into messages: one for each event and destination that accepts it, which share the
 * event's bytes, and mostly one for all that is rejected.
 */
@Singleton
@Named("eventRouter")
final class EventRouterProcessor implements Processor {

    /** Exchange property: the payload that was split. */
    static final String PAYLOAD = "anivia.payload";

    /** The messages that a payload becomes, counted by destination as they are added. */
    static final class RoutedMessages {

        private final List<OutboundMessage> messages = new ArrayList<>();
        private final Map<String, Integer> routed = new HashMap<>();
        private final Map<String, Integer> dead = new HashMap<>();
        private final Map<FilterReason, Map<String, Integer>> filtered = new EnumMap<>(FilterReason.class);

        private void add(String destination, OutboundMessage message) {
            messages.add(message);
            routed.merge(destination, 1, Integer::sum);
        }

        private void addDead(String destination, OutboundMessage message) {
            add(destination, message);
            dead.merge(destination, 1, Integer::sum);
        }

        private void addFiltered(String destination, FilterReason reason) {
            filtered.computeIfAbsent(reason, first -> new HashMap<>()).merge(destination, 1, Integer::sum);
        }

        private void addRejected(List<OutboundMessage> rejected) {
            messages.addAll(rejected);
        }

        private List<OutboundMessage> messages() {
            return messages;
        }

        /** How many messages there are for each destination, dead letters included. */
        Map<String, Integer> routed() {
            return routed;
        }

        /** How many events each destination does not get, and why. */
        Map<FilterReason, Map<String, Integer>> filtered() {
            return filtered;
        }

        /** How many messages of each destination are dead letters already. */
        Map<String, Integer> dead() {
            return dead;
        }
    }

    private final Destinations destinations;
    private final MessageSizeLimit sizeLimit;
    private final ProspectorMetrics metrics;

    @Inject
    EventRouterProcessor(Destinations destinations, MessageSizeLimit sizeLimit, ProspectorMetrics metrics) {
        this.destinations = destinations;
        this.sizeLimit = sizeLimit;
        this.metrics = metrics;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        SplitResult split = exchange.getMessage().getMandatoryBody(SplitResult.class);
        Payload payload = exchange.getProperty(PAYLOAD, Payload.class);
        Map<String, Object> headers = headers(payload, exchange);
        List<Destination> enabled = destinations.on();
        List<Shadow> shadows = destinations.shadows();
        RoutedMessages routed = new RoutedMessages();
        TapWatch watch = Taps.at(TapPoint.EVENT);
        for (Event event : split.events()) {
            if (watch != null) {
                watch.event(payload.source(), null, event.json(), event.members());
            }
            route(event, enabled, headers, routed, payload.source());
            shadows.forEach(shadow -> shadow.offer(event.id(), event.json()));
        }
        if (!split.rejected().isEmpty()) {
            routed.addRejected(RejectedMessage.of(split.rejected(), payload, toReadAgain(headers, payload, exchange),
                    sizeLimit.bytes()));
        }
        exchange.getMessage().setBody(routed.messages());
        metrics.countWhenDone(exchange, payload, split, routed);
    }

    private static Map<String, Object> headers(Payload payload, Exchange exchange) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.RECEIPT, payload.receipt());
        headers.put(MessageHeaders.RECEIVED_AT, payload.receivedAt().toEpochMilli());
        headers.put(MessageHeaders.SOURCE, payload.source());
        headers.put(MessageHeaders.ADDRESS, payload.address());
        for (String trace : MessageHeaders.TRACE_CONTEXT) {
            Object value = exchange.getMessage().getHeader(trace);
            if (value != null) {
                headers.put(trace, value);
            }
        }
        return headers;
    }

    /** With what else a replay needs to know of the request. */
    private static Map<String, Object> toReadAgain(Map<String, Object> headers, Payload payload, Exchange exchange) {
        Map<String, Object> all = new HashMap<>(headers);
        if (payload.key() != null) {
            all.put(MessageHeaders.KEY, payload.key());
        }
        for (String name : List.of(MessageHeaders.REQUEST, MessageHeaders.REPLAY)) {
            Object value = exchange.getMessage().getHeader(name);
            if (value != null) {
                all.put(name, value);
            }
        }
        return all;
    }

    private static void route(Event event, List<Destination> enabled, Map<String, Object> headers,
            RoutedMessages routed, String source) {
        byte[] json = event.json();
        TapWatch watch = Taps.at(TapPoint.ROUTED);
        for (Destination destination : enabled) {
            try {
                Optional<FilterReason> reason = destination.filterReason(event.members());
                if (reason.isEmpty()) {
                    routed.add(destination.name(),
                            OutboundMessage.json(destination.queues().events(), headers, json)
                                    .orElse(destination.queues().retry()).batchable());
                    if (watch != null) {
                        watch.event(source, destination.name(), json, event.members());
                    }
                } else {
                    routed.addFiltered(destination.name(), reason.get());
                }
            } catch (RuntimeException e) {
                Map<String, Object> dead = new HashMap<>(headers);
                dead.putAll(FailureHeaders.headers(destination.name(), FailureHeaders.STAGE_ACCEPT,
                        "accept cannot be evaluated: " + KnownWords.ofCause(e), 1));
                if (e.getMessage() != null) {
                    dead.put(MessageHeaders.ANSWER, KeptAnswer.of(e.getMessage()));
                }
                routed.addDead(destination.name(), OutboundMessage.json(destination.queues().dead(), dead, json));
                TapWatch watchOfDead = Taps.at(TapPoint.DEAD);
                if (watchOfDead != null) {
                    // The exception may quote the event.
                    watchOfDead.failure(source, destination.name(), json, "accept cannot be evaluated", e.getMessage());
                }
            }
        }
    }
}
