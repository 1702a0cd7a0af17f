package io.anivia.contract;

import java.util.HashMap;
import java.util.Map;

/** The headers that a dead letter or a rejected payload carries. */
public final class FailureHeaders {

    /** A destination's {@code accept} could not be evaluated. */
    public static final String STAGE_ACCEPT = "accept";
    /** A destination refused an event, or its route failed. */
    public static final String STAGE_DELIVERY = "delivery";

    /** RabbitMQ's frames, and people's patience, are bounded. */
    private static final int MAX_REASON_CHARACTERS = 1000;

    private FailureHeaders() {
    }

    /** @param reason why; cut to 1,000 characters */
    public static Map<String, Object> headers(String destination, String stage, String reason, int attempts) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.DESTINATION, destination);
        headers.put(MessageHeaders.STAGE, stage);
        headers.put(MessageHeaders.REASON, cut(reason));
        headers.put(MessageHeaders.ATTEMPTS, attempts);
        headers.put(MessageHeaders.FAILED_AT, System.currentTimeMillis());
        return headers;
    }

    private static String cut(String reason) {
        return reason.length() <= MAX_REASON_CHARACTERS ? reason : reason.substring(0, MAX_REASON_CHARACTERS) + "…";
    }
}
