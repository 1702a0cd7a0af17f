package io.anivia.clients;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What became of a client's events.
 *
 * @param wrong what is wrong, in words; empty if nothing is
 */
record Outcome(Client client, Conversation conversation, int arrived, int twice, int wrongTime, List<String> wrong) {

    /** From when a client is given an event to when it takes the time for it: pages load their clients first. */
    private static final Duration HESITATION = Duration.ofSeconds(20);

    /** @param delivered every event that Anivia has delivered, of all clients */
    static Outcome of(Client client, Conversation conversation, Collection<JsonNode> delivered) {
        List<JsonNode> its = delivered.stream().filter(event -> event.toString().contains(client.name() + "-"))
                .toList();
        List<String> wrong = new ArrayList<>(conversation.errors());
        conversation.spared().forEach(status -> wrong.add("no request came for the " + status));
        if (conversation.sent().isEmpty()) {
            wrong.add("sent nothing");
        }
        Set<String> ids = new HashSet<>();
        int arrived = 0;
        int twice = 0;
        int wrongTime = 0;
        for (SentEvent sent : conversation.sent()) {
            List<JsonNode> found = its.stream().filter(event -> event.toString().contains(sent.mark())).toList();
            if (found.isEmpty()) {
                wrong.add(sent.mark() + " did not arrive");
                continue;
            }
            arrived++;
            if (found.size() > 1) {
                twice++;
                if (!maySendAgain(client, conversation) || receipts(found) < found.size()) {
                    wrong.add(sent.mark() + " arrived " + found.size() + " times");
                }
            }
            JsonNode event = found.get(0);
            if (conversation.sent().stream().filter(each -> event.toString().contains(each.mark())).count() > 1) {
                wrong.add(sent.mark() + " arrived together with others, as one event");
            }
            if (!hasItsId(sent, event) || !ids.add(event.path("id").asText())) {
                wrong.add(sent.mark() + " has the id " + event.path("id").asText() + ", not " + sent.id());
            }
            if (!hasItsTime(sent, event)) {
                wrongTime++;
                wrong.add(sent.mark() + " has the time " + event.path("timestamp").asText() + " by "
                        + event.at("/anivia/clock/method").asText() + ", not " + sent.time() + ", given at "
                        + sent.now());
            }
            if (!event.at("/anivia/key").asText().equals(Client.KEY_NAME)) {
                wrong.add(sent.mark() + " was taken in with the key '" + event.at("/anivia/key").asText() + "'");
            }
            if (event.toString().contains(client.key())) {
                wrong.add(sent.mark() + " has its write key in it");
            }
        }
        return new Outcome(client, conversation, arrived, twice, wrongTime, List.copyOf(wrong));
    }

    /**
     * A client that got no answer has to send again: a busy machine may be too slow for it, and a page that is left
     * takes no answer any more, so it sends by beacon what it had asked about.
     */
    private static boolean maySendAgain(Client client, Conversation conversation) {
        return conversation.unanswered() > 0 || client.isLeaving();
    }

    /** Of how many requests the events came: what one request brought may arrive only once. */
    private static long receipts(List<JsonNode> events) {
        return events.stream().map(event -> event.at("/anivia/receipt").asText()).distinct().count();
    }

    private static boolean hasItsId(SentEvent sent, JsonNode event) {
        String id = event.path("id").asText();
        boolean isAnivias = id.startsWith(event.at("/anivia/receipt").asText() + "-");
        return switch (sent.id()) {
            case SentEvent.NONE -> !id.isEmpty();
            case SentEvent.MADE -> !id.isEmpty() && !isAnivias;
            default -> id.equals(sent.id());
        };
    }

    /** A time of the client's own is not Anivia's time of receipt, though both are now. */
    private static boolean hasItsTime(SentEvent sent, JsonNode event) {
        Instant time;
        try {
            time = Instant.parse(event.path("timestamp").asText());
        } catch (DateTimeParseException none) {
            return false;
        }
        if (!sent.time().equals(SentEvent.MADE)) {
            return time.equals(Instant.parse(sent.time()));
        }
        // Some write whole seconds.
        return event.at("/anivia/clock/method").asText().equals("device")
                && !time.isBefore(sent.now().minusSeconds(1)) && time.isBefore(sent.now().plus(HESITATION));
    }

    boolean isSound() {
        return wrong.isEmpty();
    }
}
