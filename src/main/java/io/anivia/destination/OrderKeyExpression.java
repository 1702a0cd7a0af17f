package io.anivia.destination;

import java.io.IOException;
import java.util.Map;

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
    private final CamelContext context;
    private final @Nullable Expression expression;
    private final @Nullable FieldExpression paths;
    private final LogThrottle failures = new LogThrottle();

    /**
     * @param orderBy an expression in the Simple language over the event, or paths into it as in
     *        {@link FieldExpression}; {@code null}: there are no keys
     */
    OrderKeyExpression(String destination, @Nullable String orderBy, CamelContext context) {
        this.destination = destination;
        this.context = context;
        boolean isSimple = orderBy != null && orderBy.contains("${");
        this.paths = orderBy == null || orderBy.isBlank() || isSimple ? null : FieldExpression.parse(orderBy);
        if (isSimple) {
            expression = context.resolveLanguage("simple").createExpression(orderBy);
            expression.init(context);
        } else {
            expression = null;
        }
    }

    @Nullable String of(byte[] event) {
        if (expression == null && paths == null) {
            return null;
        }
        try {
            Map<String, @Nullable Object> values = EventJson.read(event);
            return paths != null ? paths.in(values).orElse(null) : evaluate(values);
        } catch (IOException | RuntimeException e) {
            failures.now().ifPresent(others -> LOG.warn("Destination '{}': orderBy fails on an event, which is"
                    + " delivered in any order: {}; and {} more before it", destination, e.getClass().getName(), others));
            return null;
        }
    }

    private @Nullable String evaluate(Map<String, @Nullable Object> event) {
        if (expression == null) {
            return null;
        }
        Exchange exchange = new DefaultExchange(context);
        exchange.getIn().setBody(event);
        String key = expression.evaluate(exchange, String.class);
        return key == null || key.isBlank() ? null : key;
    }
}
