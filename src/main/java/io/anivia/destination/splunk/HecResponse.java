package io.anivia.destination.splunk;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.http.HttpResponse;
import io.anivia.destination.http.RetryAfter;
import org.jspecify.annotations.Nullable;

/**
 * The response of an Event Collector, or of something in front of it.
 *
 * <p>Only HTTP 200 with a code that means success counts as delivered: a 200 from another server (a login page, a
 * proxy) proves nothing.
 *
 * @param code Splunk's own; {@code null} if the body is not a collector's JSON, such as the HTML of a 413
 * @param invalidEvent zero-based position, in the request, of the first event that was refused
 * @param ackId the id by which the request's acknowledgement is polled
 * @param acknowledged ids of indexed requests; {@code null} if this is no response to a poll
 * @param retryAfter the pause that the header {@code Retry-After} asks for
 * @param text the body, which may quote an event
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector">Possible error
 *      codes</a>
 */
record HecResponse(int status, @Nullable Integer code, @Nullable Integer invalidEvent, @Nullable Long ackId,
        @Nullable Set<Long> acknowledged, @Nullable Duration retryAfter, String text) {

    private static final ObjectReader JSON = new ObjectMapper().reader();
    /** At most 18 digits: these always fit a long. */
    private static final Pattern ACK_ID = Pattern.compile("\\d{1,18}");
    private static final Set<Integer> SUCCESS = Set.of(0, 17, 24, 25);
    private static final Set<Integer> NEARLY_FULL = Set.of(24, 25);

    /** Meanings of Splunk's codes. A response's own text is in no message, since it may quote an event or a token. */
    private static final Map<Integer, String> MEANINGS = Map.ofEntries(
            Map.entry(1, "token disabled"),
            Map.entry(2, "token required"),
            Map.entry(3, "invalid authorization"),
            Map.entry(4, "invalid token"),
            Map.entry(5, "no data"),
            Map.entry(6, "invalid data format"),
            Map.entry(7, "incorrect index: does it, the event's own or the configured one, exist, and may the token write to it?"),
            Map.entry(8, "internal server error"),
            Map.entry(9, "server busy"),
            Map.entry(10, "data channel missing: a token with indexer acknowledgement needs ack=true"),
            Map.entry(11, "invalid data channel"),
            Map.entry(12, "event field required"),
            Map.entry(13, "event field blank"),
            Map.entry(14, "acknowledgement disabled: switch it on for the token, or set ack=false"),
            Map.entry(15, "fault in indexed fields"),
            Map.entry(16, "query string authorization disabled"),
            Map.entry(21, "invalid token"),
            Map.entry(22, "token disabled"),
            Map.entry(18, "unhealthy, queues full"),
            Map.entry(19, "unhealthy, acknowledgement unavailable"),
            Map.entry(20, "unhealthy, queues full and acknowledgement unavailable"),
            Map.entry(23, "shutting down"),
            Map.entry(26, "queue at capacity"),
            Map.entry(27, "acknowledgement channel at capacity"));

    /** Reads a response; a body that is not a collector's is no error. */
    static HecResponse read(HttpResponse response) {
        JsonNode json = parse(response.body());
        return new HecResponse(response.status(), integer(json.path("code")),
                integer(json.path("invalid-event-number")), ackId(json.path("ackId")),
                response.status() == 200 ? acknowledged(json.path("acks")) : null,
                RetryAfter.parse(response.retryAfter(), response.at()).orElse(null), response.body());
    }

    boolean accepted() {
        return status == 200 && code != null && SUCCESS.contains(code);
    }

    /** The events are accepted, but the collector will soon accept no more. */
    boolean nearlyFull() {
        return accepted() && NEARLY_FULL.contains(code);
    }

    /**
     * The failure that this response means.
     *
     * @param server for the message
     * @param body of the request
     */
    DeliveryException failure(String server, HecRequestBody body) {
        return classified(server, body).withAnswer(text);
    }

    private DeliveryException classified(String server, HecRequestBody body) {
        Integer failedIndex = failedIndex(body);
        String message = server + " answered HTTP " + status + description();
        return switch (fault(body.namesIndex(failedIndex))) {
            case TRANSIENT -> DeliveryException.transientFailure(message, retryAfter, null);
            case PERMANENT -> DeliveryException.permanent(message, null);
            case POISON -> failedIndex == null ? DeliveryException.poison(message, null)
                    : DeliveryException.poisonAt(message, Set.of(body.first() + failedIndex));
        };
    }

    private Fault fault(boolean namesIndex) {
        return switch (status) {
            case 200, 400 -> code == null ? Fault.PERMANENT : faultOfCode(namesIndex);
            // A 2xx without Splunk's code comes from a server that should not have got the events. An address or
            // headers that are too long (414, 431) are the same for every request.
            case 201, 202, 203, 204, 205, 206, 414, 431 -> Fault.PERMANENT;
            default -> FailureClassifier.ofStatus(status);
        };
    }

    private Fault faultOfCode(boolean namesIndex) {
        return switch (code) {
            case 5, 6, 12, 13, 15 -> Fault.POISON;
            // The index is the endpoint's, the same for all events, unless the event itself names it.
            case 7 -> namesIndex ? Fault.POISON : Fault.PERMANENT;
            case 1, 2, 3, 4, 10, 11, 14, 16, 21, 22 -> Fault.PERMANENT;
            // Unknown codes are retried: single events that keep failing go to the retry queue.
            default -> Fault.TRANSIENT;
        };
    }

    private @Nullable Integer failedIndex(HecRequestBody body) {
        if (body.count() == 1) {
            return 0;
        }
        return invalidEvent == null ? null : body.eventOf(invalidEvent);
    }

    private String description() {
        if (code != null) {
            String meaning = MEANINGS.get(code);
            return ", code " + code + (meaning == null ? "" : " (" + meaning + ")");
        }
        return switch (status) {
            case 200, 400 -> ", but not as an Event Collector does: is the URL right?";
            case 401, 403 -> ": is the token right?";
            case 404, 405 -> ": is the URL right?";
            case 413 -> ": the request is too large for it; lower maxContentLength";
            case 415 -> ": it does not take this content; if it knows no gzip, set gzip=false";
            default -> status >= 300 && status < 400 ? ": a redirect is not followed, name the final URL" : "";
        };
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static @Nullable Integer integer(JsonNode node) {
        return node.canConvertToInt() && node.isIntegralNumber() ? node.intValue() : null;
    }

    private static @Nullable Long ackId(JsonNode node) {
        return node.canConvertToLong() && node.isIntegralNumber() && node.longValue() >= 0 ? node.longValue() : null;
    }

    private static @Nullable Set<Long> acknowledged(JsonNode acks) {
        if (!acks.isObject()) {
            return null;
        }
        Set<Long> ids = new HashSet<>();
        for (Map.Entry<String, JsonNode> ack : acks.properties()) {
            if (ack.getValue().isBoolean() && ack.getValue().booleanValue() && ACK_ID.matcher(ack.getKey()).matches()) {
                ids.add(Long.valueOf(ack.getKey()));
            }
        }
        return ids;
    }
}
