package io.anivia.destination;

import java.util.Map;

import io.anivia.contract.DestinationQueues;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/** A downstream system that Prospector routes to. */
public final class Destination {

    private final String name;
    private final DestinationQueues queues;
    private final @Nullable Predicate accept;
    private final CamelContext context;

    Destination(DestinationEndpoint endpoint, @Nullable Predicate accept) {
        this.name = endpoint.getName();
        this.queues = endpoint.queues();
        this.accept = accept;
        this.context = endpoint.getCamelContext();
    }

    public String name() {
        return name;
    }

    public DestinationQueues queues() {
        return queues;
    }

    /**
     * Whether it wants an event.
     *
     * @throws RuntimeException if its {@code accept} cannot be evaluated on this event, which is a dead letter then; an
     *         Error would hold up the whole payload, again and again
     */
    public boolean accepts(Map<String, Object> event) {
        if (accept == null) {
            return true;
        }
        Exchange exchange = new DefaultExchange(context);
        exchange.getIn().setBody(event);
        try {
            return accept.matches(exchange);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Error e) {
            throw new IllegalStateException(e.getClass().getName(), e);
        }
    }
}
