package io.anivia.broker.connection;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * One property in which an existing queue differs from its declaration, as RabbitMQ reports it with a 406
 * ({@code PRECONDITION_FAILED}). RabbitMQ reports the first difference only, and none that a policy makes.
 *
 * @param property {@code durable}, or an argument such as {@code x-message-ttl}
 * @param actual the value of the existing queue; {@code null} if it has none
 */
record QueueDifference(String property, @Nullable String actual) {

    private static final Pattern REPORT = Pattern.compile(
            "inequivalent arg '([^']+)' for queue .*: received .+ but current is (?:none|(?:the value )?'([^']*)')");
    /** Smaller limits drop what a restarting process or a failing network has returned a few times. */
    private static final long LEAST_DELIVERY_LIMIT = 1000;
    private static final Set<String> KEEP_MESSAGES = Set.of("reject-publish", "reject-publish-dlx");

    /** @param reply text of the channel's closing; empty if it reports no difference */
    static Optional<QueueDifference> parse(String reply) {
        Matcher report = REPORT.matcher(reply);
        return report.find() ? Optional.of(new QueueDifference(report.group(1), report.group(2))) : Optional.empty();
    }

    /** Whether it is an argument of the declaration, rather than one of its flags. */
    boolean isArgument() {
        return property.startsWith("x-");
    }

    /** How such a queue loses messages; empty if this difference loses none. */
    Optional<String> loss() {
        return Optional.ofNullable(switch (property) {
            case "durable" -> is("false") ? "it is not durable: a restart of the broker loses its messages" : null;
            case "auto_delete" -> is("true") ? "it is deleted with its last consumer" : null;
            case "exclusive" -> is("true") ? "it is deleted with the connection that declared it" : null;
            case "x-expires" -> actual != null ? "it is deleted when it is not used for " + actual + " ms" : null;
            case "x-message-ttl" -> actual != null ? "it drops messages after " + actual + " ms" : null;
            case "x-queue-type" -> is("stream") ? "it is a stream, which drops messages by age and size" : null;
            case "x-overflow" -> actual != null && KEEP_MESSAGES.contains(actual) ? null
                    : "it drops its oldest messages when it is full";
            case "x-delivery-limit" -> deliveryLimitLoss();
            default -> null;
        });
    }

    private boolean is(String value) {
        return value.equals(actual);
    }

    private @Nullable String deliveryLimitLoss() {
        if (actual == null) {
            return "RabbitMQ 4 drops what is returned to it 20 times";
        }
        return !actual.matches("\\d{1,18}") || Long.parseLong(actual) >= LEAST_DELIVERY_LIMIT ? null
                : "it drops what is returned to it " + actual + " times";
    }
}
