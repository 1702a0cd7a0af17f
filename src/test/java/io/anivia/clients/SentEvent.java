package io.anivia.clients;

import java.time.Instant;

/**
 * An event that a client was given to send.
 *
 * @param mark stands somewhere in it, and in no other event
 * @param id   the client's, or {@link #MADE} by the client, or {@link #NONE}
 * @param time an instant, or {@link #MADE} by the client
 * @param now  when the client was given it
 */
record SentEvent(String mark, String id, String time, Instant now) {

    static final String MADE = "made";
    static final String NONE = "none";
}
