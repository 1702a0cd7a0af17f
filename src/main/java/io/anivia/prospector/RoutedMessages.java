package io.anivia.prospector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.anivia.broker.publish.OutboundMessage;


/** The messages that a payload becomes, counted by destination as they are added. */
final class RoutedMessages {

    private final List<OutboundMessage> messages = new ArrayList<>();
    private final Map<String, Integer> routed = new HashMap<>();
    private final Map<String, Integer> dead = new HashMap<>();

    void routed(String destination, OutboundMessage message) {
        messages.add(message);
        routed.merge(destination, 1, Integer::sum);
    }

    /** Routed, and dead at once. */
    void dead(String destination, OutboundMessage message) {
        routed(destination, message);
        dead.merge(destination, 1, Integer::sum);
    }

    void rejected(OutboundMessage message) {
        messages.add(message);
    }

    List<OutboundMessage> messages() {
        return messages;
    }

    /** Messages for each destination, dead ones included. */
    Map<String, Integer> routed() {
        return routed;
    }

    /** Messages for each destination that went straight to its dead letters. */
    Map<String, Integer> dead() {
        return dead;
    }
}
