package io.anivia.ops.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.anivia.broker.consume.Delivery;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.DestinationQueues;
import io.anivia.contract.MessageHeaders;


/**
 * Where letters lie that could not be delivered or read, and where they go when they are replayed.
 *
 * @param name the destination's; {@code rejected} for payloads
 * @param queue where they lie
 * @param target where a replay puts them
 */
record ReplaySource(String name, String queue, String target) {

    /** A part's position in its payload; see {@link #replayed}. */
    static final String POSITION = "anivia-position";

    private static final String REJECTED = "rejected";
    private static final Set<String> OF_THE_FAILURE = Set.of(MessageHeaders.REASON, MessageHeaders.STAGE,
            MessageHeaders.ATTEMPTS, MessageHeaders.FAILED_AT, MessageHeaders.DESTINATION, MessageHeaders.RETRY_AT,
            POSITION);

    static ReplaySource dead(String destination, DestinationQueues queues) {
        return new ReplaySource(destination, queues.dead(), queues.events());
    }

    static ReplaySource rejected() {
        return new ReplaySource(REJECTED, "anivia.rejected", "anivia.collected");
    }

    boolean holdsPayloads() {
        return name.equals(REJECTED) && queue.equals("anivia.rejected");
    }

    /**
     * The letter as it was before it failed, so that it starts anew. A part of a payload becomes a payload whose receipt
     * is {@code <receipt>-<position>}: ids made from it begin with the payload's own and are not those of its other
     * events.
     */
    OutboundMessage replayed(Delivery letter) {
        Map<String, Object> headers = kept(letter);
        headers.keySet().removeAll(OF_THE_FAILURE);
        if (holdsPayloads() && headers.containsKey(MessageHeaders.RECEIPT)) {
            headers.put(MessageHeaders.RECEIPT, DeadLetterView.receiptOf(letter));
        }
        return message(target, headers, letter);
    }

    /** The letter as it is, for the end of its queue. */
    OutboundMessage moved(Delivery letter) {
        return message(queue, kept(letter), letter);
    }

    /** Without what a broker has added about its deliveries. */
    private static Map<String, Object> kept(Delivery letter) {
        Map<String, Object> headers = new HashMap<>(letter.headers());
        headers.keySet().removeIf(name -> name.startsWith("x-"));
        return headers;
    }

    private static OutboundMessage message(String queue, Map<String, Object> headers, Delivery letter) {
        return new OutboundMessage("", queue, headers, letter.contentType(), letter.contentEncoding(), letter.body());
    }
}
