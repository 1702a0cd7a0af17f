package io.anivia.ops.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.anivia.broker.consume.Delivery;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.DestinationQueues;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.QueueShards;
import io.anivia.contract.Queues;

/**
 * A queue of dead letters or rejected payloads, and the queue that a replay publishes them to.
 *
 * @param name the destination's; {@code rejected} for payloads
 * @param queue the name of the queue
 * @param target the queue that a replay publishes to; for payloads, their shards
 */
record ReplaySource(String name, String queue, QueueShards target) {

    private static final String REJECTED = "rejected";
    private static final Set<String> FAILURE_HEADERS = Set.of(MessageHeaders.REASON, MessageHeaders.OWN_WORDS, MessageHeaders.ANSWER,
            MessageHeaders.STAGE, MessageHeaders.ATTEMPTS, MessageHeaders.FAILED_AT, MessageHeaders.DESTINATION,
            MessageHeaders.RETRY_AT, MessageHeaders.FORMER_RETRY_AT, MessageHeaders.POSITION, MessageHeaders.PARTS);

    static ReplaySource dead(String destination, DestinationQueues queues) {
        return new ReplaySource(destination, queues.dead(), QueueShards.one(queues.events()));
    }

    static ReplaySource rejected(QueueShards collected) {
        return new ReplaySource(REJECTED, Queues.REJECTED, collected);
    }

    boolean holdsPayloads() {
        return name.equals(REJECTED) && queue.equals(Queues.REJECTED);
    }

    /**
     * The letter without the headers of its failure, for the target. A part of a payload becomes a payload with the
     * receipt {@code <receipt>-<position>}, so that ids made from it differ from those of its payload's other events.
     * Its source, and what is known of its request and its key, stay: the payload is read anew the way its source says
     * now.
     *
     * @param replay the id of the replay, which goes with it, so that it is known what becomes of it
     */
    OutboundMessage replayed(Delivery letter, String replay) {
        Map<String, Object> headers = kept(letter);
        headers.keySet().removeAll(FAILURE_HEADERS);
        headers.put(MessageHeaders.REPLAY, replay);
        if (holdsPayloads() && headers.containsKey(MessageHeaders.RECEIPT)) {
            headers.put(MessageHeaders.RECEIPT, DeadLetterView.receiptOf(letter));
        }
        return message(target.of(headers.get(MessageHeaders.RECEIPT)), headers, letter);
    }

    /** The unchanged letter, for the end of its queue. */
    OutboundMessage moved(Delivery letter) {
        return message(queue, kept(letter), letter);
    }

    /** Its headers without those that the broker adds, such as {@code x-delivery-count}. */
    private static Map<String, Object> kept(Delivery letter) {
        Map<String, Object> headers = new HashMap<>(letter.headers());
        headers.keySet().removeIf(name -> name.startsWith("x-"));
        return headers;
    }

    private static OutboundMessage message(String queue, Map<String, Object> headers, Delivery letter) {
        return new OutboundMessage("", queue, headers, letter.contentType(), letter.contentEncoding(), letter.body());
    }
}
