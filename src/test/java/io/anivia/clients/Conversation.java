package io.anivia.clients;

import java.util.List;

/**
 * What a client did.
 *
 * @param sent     the events that it was given
 * @param answer   its own words about how it went; empty if it did not come so far
 * @param errors   what it reported as lost, or did not survive
 * @param requests how its requests were answered, as {@code 3x202 1x503}
 * @param spared   the refusals that no request of its came for
 * @param unanswered requests whose answer it did not get, such as those that it did not wait for
 */
record Conversation(List<SentEvent> sent, String answer, List<String> errors, String requests, List<Integer> spared,
        int unanswered) {
}
