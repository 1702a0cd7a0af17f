package io.anivia.ops.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonParser;
import io.anivia.broker.consume.Delivery;
import io.anivia.common.KnownWords;
import io.anivia.contract.EventJson;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.RedactedPreview;
import io.anivia.contract.RedactedPreview.EventLabels;
import io.anivia.contract.ShownHeaders;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter, or a rejected payload or part of one, as the admin API shows it.
 *
 * @param id the event's id, or the receipt of a payload, with the position of a part: {@code <receipt>-<position>};
 *        {@code null} if there is none
 * @param type the event's; {@code null} if it has none
 * @param failedAt epoch milliseconds; 0 if it is not known
 */
record DeadLetterView(@Nullable String id, @Nullable String type, String reason, String stage, long failedAt,
        Delivery message) {

    private static final String UNKNOWN = "unknown";

    static DeadLetterView of(ReplaySource queue, Delivery message) {
        EventLabels labels = queue.holdsPayloads() ? new EventLabels(receiptOf(message), null)
                : RedactedPreview.labels(message.body());
        return new DeadLetterView(labels.id(), labels.type(), Objects.requireNonNullElse(message.header(MessageHeaders.REASON), UNKNOWN),
                Objects.requireNonNullElse(message.header(MessageHeaders.STAGE), UNKNOWN),
                number(message, MessageHeaders.FAILED_AT), message);
    }

    /** The receipt, and of a part of a payload also its position: {@code <receipt>-<position>}. */
    static @Nullable String receiptOf(Delivery message) {
        String receipt = message.header(MessageHeaders.RECEIPT);
        String position = message.header(MessageHeaders.POSITION);
        return receipt == null || position == null ? receipt : receipt + "-" + position;
    }

    private static long number(Delivery message, String header) {
        return message.headers().get(header) instanceof Number number ? number.longValue() : 0;
    }

    /** In Anivia's own words; a letter of before 0.2 may have others, too. */
    String shownReason() {
        return isPayload() || "true".equals(message.header(MessageHeaders.OWN_WORDS)) ? reason : KnownWords.of(reason);
    }

    /** Whether this is its reason as it is shown: a guess of what it quotes must not be confirmed. */
    boolean showsReason(String given) {
        return given.equals(shownReason());
    }

    /** Whether this is its reason, as it is or as it is shown. */
    boolean hasReason(String given) {
        return reason.equals(given) || given.equals(shownReason());
    }

    /** The destination's words, which may quote this event and others; {@code null} if it said nothing. */
    @Nullable String answer() {
        return message.header(MessageHeaders.ANSWER);
    }

    /** Those of the destination's words that quote nothing; {@code null} if it said nothing. */
    @Nullable String shownAnswer() {
        String answer = answer();
        return answer == null ? null : KnownWords.of(answer);
    }

    /** The reasons why payloads are rejected quote nothing. */
    private boolean isPayload() {
        return message.header(MessageHeaders.DESTINATION) == null
                || String.valueOf(message.header(MessageHeaders.DESTINATION)).isEmpty();
    }

    /** What may be shown of a rejected payload in a few words. */
    JsonObject sample() {
        return new JsonObject().put("receipt", message.header(MessageHeaders.RECEIPT)).put("source", source())
                .put("excerpt", excerpt());
    }

    private JsonObject excerpt() {
        return new JsonObject(RedactedPreview.of(message.body(), message.contentEncoding()));
    }

    /** For a list: no values of the body but a few, and no address of the sender. */
    JsonObject redacted() {
        return new JsonObject()
                .put("id", id)
                .put("receipt", message.header(MessageHeaders.RECEIPT))
                .put("source", source())
                .put("reason", shownReason())
                .put("answer", shownAnswer())
                .put("stage", stage)
                .put("attempts", number(message, MessageHeaders.ATTEMPTS))
                .put("failedAt", time(failedAt))
                .put("receivedAt", time(number(message, MessageHeaders.RECEIVED_AT)))
                .put("bytes", message.body().length)
                .put("contentType", ShownHeaders.contentType(message.contentType()))
                .put("contentEncoding", ShownHeaders.contentEncoding(message.contentEncoding()))
                .put("excerpt", excerpt());
    }

    /** The name of its source; {@code null} if it was taken in before there were any: then there is an address. */
    private @Nullable String source() {
        return message.header(MessageHeaders.ADDRESS) == null ? null : message.header(MessageHeaders.SOURCE);
    }

    /** The whole letter in one line: {@code event} if it is a JSON object, else {@code body} in Base64. */
    String exported() {
        JsonObject headers = new JsonObject();
        message.headers().forEach((name, value) -> {
            if (!name.startsWith("x-")) {
                headers.put(name, value instanceof Number || value instanceof Boolean ? value : String.valueOf(value));
            }
        });
        JsonObject line = new JsonObject().put("id", id).put("headers", headers)
                .put("contentType", message.contentType()).put("contentEncoding", message.contentEncoding());
        if (!isJsonObject(message.body())) {
            return line.put("body", Base64.getEncoder().encodeToString(message.body())).encode();
        }
        // Copied, so that no number changes. JSON has line breaks between tokens only.
        String event = new String(message.body(), StandardCharsets.UTF_8).replace('\n', ' ').replace('\r', ' ');
        String rest = line.encode();
        return rest.substring(0, rest.length() - 1) + ",\"event\":" + event.strip() + "}";
    }

    private static boolean isJsonObject(byte[] body) {
        if (body.length == 0 || body[0] != '{') {
            return false;
        }
        try (JsonParser parser = EventJson.queuedParser(body)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    static @Nullable String time(long millis) {
        return millis <= 0 ? null : Instant.ofEpochMilli(millis).toString();
    }
}
