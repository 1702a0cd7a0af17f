package io.anivia.step;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.anivia.contract.EventJson;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Runs steps on events that are written as JSON, with single quotes for double ones. */
final class Steps {

    private Steps() {
    }

    static Map<String, Object> event(String json) throws Exception {
        return EventJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    static String json(Object event) throws Exception {
        return new String(EventJson.write(event), StandardCharsets.UTF_8).replace('"', '\'');
    }

    /**
     * What an endpoint makes of an event; {@code null} if it is wanted no longer. Fails if the event itself has been
     * changed.
     *
     * @throws StepException if the step fails, as with {@code onError=dead}
     */
    static String apply(StepEndpoint endpoint, String json) throws Exception {
        Map<String, Object> event = event(json);
        String before = json(event);
        Map<String, Object> changed = endpoint.step().apply(event);
        if (!json(event).equals(before)) {
            throw new AssertionError("the event has been changed: " + json(event));
        }
        return changed == null ? null : json(changed);
    }

    /**
     * What a producer of this URI leaves of a body.
     *
     * @throws Exception what the exchange failed with
     */
    static Exchange send(String uri, Object body) throws Exception {
        CamelContext context = new DefaultCamelContext();
        try {
            context.start();
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(body);
            context.createProducerTemplate().send(uri, exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            return exchange;
        } finally {
            context.stop();
        }
    }

    /** Makes an endpoint as a route does, and throws what that throws. */
    static void resolve(String uri) {
        CamelContext context = new DefaultCamelContext();
        try {
            context.start();
            context.getEndpoint(uri);
        } finally {
            context.stop();
        }
    }
}
