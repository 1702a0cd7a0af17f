package io.anivia.destination;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.anivia.common.LogThrottle;
import io.anivia.common.StackTrace;
import io.anivia.contract.DestinationQueues;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A downstream system that Prospector routes to. */
public final class Destination {

    private static final Logger LOG = LoggerFactory.getLogger(Destination.class);

    private final LogThrottle failures = new LogThrottle(Duration.ofMinutes(1));
    private final String name;
    private final DestinationQueues queues;
    private final @Nullable Predicate accept;
    private final @Nullable String expression;
    private final @Nullable Consent consent;
    private final CamelContext context;

    Destination(DestinationEndpoint endpoint) {
        this(endpoint, endpoint.acceptPredicate());
    }

    /** @param accept {@code null}: it wants all events */
    Destination(DestinationEndpoint endpoint, @Nullable Predicate accept) {
        this.name = endpoint.getName();
        this.queues = endpoint.queues();
        this.accept = accept;
        this.expression = endpoint.getAccept();
        this.consent = endpoint.requiredConsent();
        this.context = endpoint.getCamelContext();
    }

    public String name() {
        return name;
    }

    public DestinationQueues queues() {
        return queues;
    }

    /** Its {@code accept}; empty: it wants all events. */
    public Optional<String> expression() {
        return Optional.ofNullable(expression);
    }

    /** What users must have consented to; empty: nothing. */
    public Optional<String> consent() {
        return Optional.ofNullable(consent).map(Consent::toString);
    }

    /** Why it does not get an event, as it is counted. */
    public enum FilterReason {
        /** The event is none of those that it wants. */
        ACCEPT,
        /** The event's user has not consented. */
        CONSENT
    }

    /**
     * Why it does not get an event; empty: it does.
     *
     * @throws RuntimeException as {@link #accepts}
     */
    public Optional<FilterReason> filterReason(Map<String, Object> event) {
        return !isConsentGiven(event) ? Optional.of(FilterReason.CONSENT)
                : !isAccepted(event) ? Optional.of(FilterReason.ACCEPT) : Optional.empty();
    }

    /** Whether it needs no consent, or the event's user has given it. */
    boolean isConsentGiven(Map<String, Object> event) {
        return consent == null || consent.isGivenIn(event);
    }

    boolean needsConsent() {
        return consent != null;
    }

    /**
     * Whether it gets an event.
     *
     * @throws RuntimeException if its {@code accept} cannot be evaluated on this event, which is a dead letter then; an
     *         Error would hold up the whole payload, again and again
     */
    public boolean accepts(Map<String, Object> event) {
        return filterReason(event).isEmpty();
    }

    private boolean isAccepted(Map<String, Object> event) {
        if (accept == null) {
            return true;
        }
        Exchange exchange = new DefaultExchange(context);
        exchange.getIn().setBody(event);
        try {
            return accept.matches(exchange);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException e) {
            logFailure(e);
            throw e;
        } catch (Error e) {
            logFailure(e);
            throw new IllegalStateException(e.getClass().getName(), e);
        }
    }

    /** It is the expression's fault more often than the event's; the event's values may be in the message. */
    private void logFailure(Throwable failure) {
        failures.now().ifPresent(before -> LOG.warn("Destination '{}': accept \"{}\" cannot be evaluated, and the event"
                + " is a dead letter; and {} such events before", name, expression, before,
                StackTrace.withoutMessages(failure)));
    }
}
