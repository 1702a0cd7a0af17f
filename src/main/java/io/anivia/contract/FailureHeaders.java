package io.anivia.contract;

import java.util.HashMap;
import java.util.Map;

/** The headers of a dead letter or a rejected payload that say why and when. */
public final class FailureHeaders {

    /** A destination's {@code accept} could not be evaluated. */
    public static final String STAGE_ACCEPT = "accept";
    /** A destination refused an event, or its route failed. */
    public static final String STAGE_DELIVERY = "delivery";

    /** Headers have to fit a frame of RabbitMQ. */
    private static final int MAX_REASON_CHARACTERS = 1000;

    private FailureHeaders() {
    }

    /**
     * The headers of a failure that happens now.
     *
     * @param reason why, in words that quote no event; cut to 1,000 characters
     */
    public static Map<String, Object> headers(String destination, String stage, String reason, int attempts) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.DESTINATION, destination);
        headers.put(MessageHeaders.STAGE, stage);
        headers.put(MessageHeaders.REASON, cut(reason));
        headers.put(MessageHeaders.OWN_WORDS, true);
        headers.put(MessageHeaders.ATTEMPTS, attempts);
        headers.put(MessageHeaders.FAILED_AT, System.currentTimeMillis());
        return headers;
    }

    private static String cut(String reason) {
        return reason.length() <= MAX_REASON_CHARACTERS ? reason : reason.substring(0, MAX_REASON_CHARACTERS) + "…";
    }
}
