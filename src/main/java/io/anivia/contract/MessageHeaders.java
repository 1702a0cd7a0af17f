package io.anivia.contract;

import java.util.List;

/** Headers of messages on the broker; they are a contract that others read. */
public final class MessageHeaders {

    /** The receipt that Elmer gave; a UUID. */
    public static final String RECEIPT = "anivia-receipt";
    /** When Elmer received the payload; epoch milliseconds. */
    public static final String RECEIVED_AT = "anivia-received-at";
    /** Where the payload came from. */
    public static final String SOURCE = "anivia-source";
    /** Why a message was rejected or is dead; for people. */
    public static final String REASON = "anivia-reason";
    /** What part of the program gave up on it. */
    public static final String STAGE = "anivia-stage";
    /** Which destination gave up on it. */
    public static final String DESTINATION = "anivia-destination";
    /** How often delivery was tried at the event's own cost. */
    public static final String ATTEMPTS = "anivia-attempts";
    /** When it was given up; epoch milliseconds. */
    public static final String FAILED_AT = "anivia-failed-at";
    /** When to try again; epoch milliseconds. */
    public static final String RETRY_AT = "anivia-retry-at";
    /** The name of {@link #RETRY_AT} before 0.2. */
    public static final String FORMER_RETRY_AT = "anivia-not-before";

    /** Of a rejected part: its position among the payload's events, from 0. */
    public static final String POSITION = "anivia-position";
    /** W3C Trace Context, as it came with the request; each is optional. */
    public static final List<String> TRACE_CONTEXT = List.of("traceparent", "tracestate");

    private MessageHeaders() {
    }
}
