package io.anivia.fakes;

import java.time.Duration;
import java.util.Arrays;

/** The HEC reply codes with their HTTP statuses and texts (Splunk: "Troubleshoot HTTP Event Collector"). */
public enum HecCode {

    SUCCESS(0, 200, "Success"),
    TOKEN_DISABLED(1, 403, "Token disabled"),
    TOKEN_REQUIRED(2, 401, "Token is required"),
    INVALID_AUTHORIZATION(3, 401, "Invalid authorization"),
    INVALID_TOKEN(4, 403, "Invalid token"),
    NO_DATA(5, 400, "No data"),
    INVALID_DATA_FORMAT(6, 400, "Invalid data format"),
    INCORRECT_INDEX(7, 400, "Incorrect index"),
    INTERNAL_ERROR(8, 500, "Internal server error"),
    BUSY(9, 503, "Server is busy"),
    CHANNEL_MISSING(10, 400, "Data channel is missing"),
    INVALID_CHANNEL(11, 400, "Invalid data channel"),
    EVENT_REQUIRED(12, 400, "Event field is required"),
    EVENT_BLANK(13, 400, "Event field cannot be blank"),
    ACK_DISABLED(14, 400, "ACK is disabled"),
    INDEXED_FIELDS(15, 400, "Error in handling indexed fields"),
    QUERY_AUTH_DISABLED(16, 400, "Query string authorization is not enabled"),
    HEALTHY(17, 200, "HEC is healthy"),
    UNHEALTHY_QUEUES(18, 503, "HEC is unhealthy, queues are full"),
    UNHEALTHY_ACK(19, 503, "HEC is unhealthy, ack service unavailable"),
    UNHEALTHY_BOTH(20, 503, "HEC is unhealthy, queues are full, ack service unavailable"),
    SHUTTING_DOWN(23, 503, "Server is shutting down"),
    QUEUE_NEARLY_FULL(24, 200, "Queue is approaching capacity"),
    ACK_NEARLY_FULL(25, 200, "ACK is approaching capacity"),
    QUEUE_FULL(26, 429, "Queue is at capacity"),
    ACK_CHANNEL_FULL(27, 429, "ACK channel is at capacity");

    private final int code;
    private final int status;
    private final String text;

    HecCode(int code, int status, String text) {
        this.code = code;
        this.status = status;
        this.text = text;
    }

    /** The code with this number. */
    public static HecCode of(int code) {
        return Arrays.stream(values()).filter(c -> c.code == code).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("HEC has no code " + code));
    }

    /** The number in the reply. */
    public int code() {
        return code;
    }

    /** The HTTP status it comes with. */
    public int status() {
        return status;
    }

    /** The text in the reply. */
    public String text() {
        return text;
    }

    Reply reply() {
        return Reply.json(status, "{\"text\":\"%s\",\"code\":%d}".formatted(text, code));
    }

    /** @param position of the culprit in the batch, zero-based */
    Reply reply(int position) {
        return Reply.json(status,
                "{\"text\":\"%s\",\"code\":%d,\"invalid-event-number\":%d}".formatted(text, code, position));
    }

    /** @param ackId what to ask the indexer about */
    Reply replyWithAck(long ackId) {
        return Reply.json(status, "{\"text\":\"%s\",\"code\":%d,\"ackId\":%d}".formatted(text, code, ackId));
    }

    /** This code whatever the request holds. The successes among them come after the work was done. */
    Answer answer() {
        return status != 200
                ? Answer.reply(reply())
                : new Answer(true, this::replaceSuccess, Duration.ZERO, Answer.Ending.WHOLE);
    }

    private Reply replaceSuccess(Reply usual) {
        String success = SUCCESS.reply().body().replace("}", "");
        return usual.withBody(usual.body().replace(success, reply().body().replace("}", "")));
    }
}
