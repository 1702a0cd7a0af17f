package io.anivia.contract;

import java.util.List;

/** Headers of messages on the broker. They are a contract: other programs read them. */
public final class MessageHeaders {

    /** The receipt that Elmer gave; a UUID. */
    public static final String RECEIPT = "anivia-receipt";
    /** When Elmer received the payload; epoch milliseconds. */
    public static final String RECEIVED_AT = "anivia-received-at";
    /** The name of the source that took the payload in. Before 0.2 the address stood here, and there was no name. */
    public static final String SOURCE = "anivia-source";
    /** The address that the payload came from. */
    public static final String ADDRESS = "anivia-address";
    /** The name of the key that the client presented; absent if it presented none in its request's head. */
    public static final String KEY = "anivia-key";
    /** What of the request goes along with its body, as {@link RequestParts} writes it; absent if nothing does. */
    public static final String REQUEST = "anivia-request";
    /**
     * Of rejected parts of a payload, also when they are replayed: the body is decoded, and is {@code events}, or
     * {@code records} in which events have to be looked for, one after the other.
     */
    public static final String DECODED = "anivia-decoded";
    /** Why a message is rejected or dead; text to be read by people. */
    public static final String REASON = "anivia-reason";
    /**
     * {@code true} on what is rejected or dead since 0.2: its reason quotes nothing of an event or of a destination. That
     * of a letter without it may.
     */
    public static final String OWN_WORDS = "anivia-own-words";
    /**
     * On dead letters: the destination's own words, or an exception's where that was thrown, the first 512 characters.
     * They may quote this event, and others of its batch.
     */
    public static final String ANSWER = "anivia-answer";
    /** The part of the program that rejected it: {@code spool}, {@code split}, {@code accept}, {@code delivery}. */
    public static final String STAGE = "anivia-stage";
    /** The destination whose dead letter it is; empty for a rejected payload. */
    public static final String DESTINATION = "anivia-destination";
    /** How many deliveries failed for a reason that was the event's own. */
    public static final String ATTEMPTS = "anivia-attempts";
    /** When it was rejected or became a dead letter; epoch milliseconds. */
    public static final String FAILED_AT = "anivia-failed-at";
    /** Of an event in a retry queue: when to try again; epoch milliseconds. */
    public static final String RETRY_AT = "anivia-retry-at";
    /** The name of {@link #RETRY_AT} before 0.2. */
    public static final String FORMER_RETRY_AT = "anivia-not-before";
    /** Of rejected parts of a payload: the position of the first among the payload's events, from 0. */
    public static final String POSITION = "anivia-position";
    /** Of rejected parts of a payload: how many there are in the body, one after the other; absent if it is one. */
    public static final String PARTS = "anivia-parts";
    /**
     * Of a dead letter or a rejected payload that a replay has sent again: the id of that replay. It goes with the
     * message until it is delivered, and is on it if it is dead or rejected again.
     */
    public static final String REPLAY = "anivia-replay";
    /**
     * Not a header, but a property of an exchange that is a route's run on events: how many of them its steps have
     * dropped, an {@code Integer}.
     */
    public static final String DROPPED_BY_STEPS = "anivia-dropped-by-steps";
    /** W3C Trace Context, as it came with the request; each is optional. */
    public static final List<String> TRACE_CONTEXT = List.of("traceparent", "tracestate");

    private static final String INTERNAL = "camel";

    private MessageHeaders() {
    }

    /**
     * Whether a header says how this process handles a message, in any case of letters: it is never sent or received.
     */
    public static boolean isInternal(String name) {
        return name.regionMatches(true, 0, INTERNAL, 0, INTERNAL.length());
    }
}
