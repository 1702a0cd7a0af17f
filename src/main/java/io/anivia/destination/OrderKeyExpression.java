package io.anivia.destination;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

import io.anivia.common.LogThrottle;
import io.anivia.contract.EventJson;
import io.anivia.contract.FieldExpression;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the order key of an event: events with the same key are delivered in order. An event without one, or on which
 * the expression fails, is delivered in any order. Thread-safe.
 */
final class OrderKeyExpression {

    private static final Logger LOG = LoggerFactory.getLogger(OrderKeyExpression.class);

    private final String destination;
    private final LogThrottle failures = new LogThrottle();
    /** The key in an event; {@code null}: there are no keys. */
    private final @Nullable Function<Map<String, @Nullable Object>, @Nullable String> key;

    /**
     * @param orderBy an expression in the Simple language over the event, or paths into it as in
     *        {@link FieldExpression}; {@code null}: there are no keys
     */
    OrderKeyExpression(String destination, @Nullable String orderBy, CamelContext context) {
        this.destination = destination;
        if (orderBy == null || orderBy.isBlank()) {
            key = null;
        } else if (orderBy.contains("${")) {
            key = simple(orderBy, context);
        } else {
            FieldExpression paths = FieldExpression.parse(orderBy);
            key = event -> paths.in(event).orElse(null);
        }
    }

    private static Function<Map<String, @Nullable Object>, @Nullable String> simple(String text,
            CamelContext context) {
        Expression expression = context.resolveLanguage("simple").createExpression(text);
        expression.init(context);
        return event -> {
            Exchange exchange = new DefaultExchange(context);
            exchange.getIn().setBody(event);
            String value = expression.evaluate(exchange, String.class);
            return value == null || value.isBlank() ? null : value;
        };
    }

    @Nullable String of(byte[] event) {
        if (key == null) {
            return null;
        }
        try {
            return key.apply(EventJson.read(event));
        } catch (IOException | RuntimeException e) {
            failures.now().ifPresent(others -> LOG.warn("Destination '{}': orderBy fails on an event, which is"
                    + " delivered in any order: {}; and {} more before it", destination, e.getClass().getName(),
                    others));
            return null;
        }
    }
}
