package io.anivia.destination;

import java.util.Map;
import java.util.Objects;

import io.anivia.broker.Broker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes {@code destination:} endpoints. */
@Component("destination")
public class DestinationComponent extends DefaultComponent {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationComponent.class);
    /** Options whose names changed in 0.2, to their new names. */
    private static final Map<String, String> FORMER_OPTIONS =
            Map.of("maxInHand", "prefetch", "maxBytesInHand", "prefetchBytes");

    @Metadata(autowired = true, description = "The broker that holds the destinations' queues.")
    private @Nullable Broker broker;
    @Metadata(autowired = true, description = "Knows all destinations of this process.")
    private @Nullable Destinations destinations;
    @Metadata(autowired = true, description = "Where deliveries are counted; not set: nowhere.")
    private @Nullable MeterRegistry meters;

    @Metadata(defaultValue = "500ms,1m", description = "The backoff of endpoints that do not name their own.")
    private String backoff = "500ms,1m";
    private boolean isConsuming = true;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DestinationEndpoint endpoint = new DestinationEndpoint(uri, this, remaining);
        endpoint.setBackoff(backoff);
        FORMER_OPTIONS.forEach((former, current) -> rename(former, current, parameters, remaining));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private static void rename(String former, String current, Map<String, Object> parameters, String destination) {
        Object value = parameters.remove(former);
        if (value != null) {
            LOG.warn("Destination '{}': the option {} is called {} now; the old name works in this release for the last"
                    + " time", destination, former, current);
            parameters.putIfAbsent(current, value);
        }
    }

    Broker broker() {
        return Objects.requireNonNull(broker, "component 'destination' needs a Broker in the registry");
    }

    /** Whether the destinations' queues are consumed; if not, no broker is needed. */
    boolean isConsuming() {
        return isConsuming;
    }

    /** For commands, which have the routes and no events: {@code false}, before the first route. */
    public void setConsuming(boolean consuming) {
        isConsuming = consuming;
    }

    Destinations destinations() {
        return Objects.requireNonNull(destinations, "component 'destination' needs a Destinations in the registry");
    }

    public String getBackoff() {
        return backoff;
    }

    public void setBackoff(String backoff) {
        this.backoff = backoff;
    }

    public @Nullable Broker getBroker() {
        return broker;
    }

    public void setBroker(Broker broker) {
        this.broker = broker;
    }

    public @Nullable Destinations getDestinations() {
        return destinations;
    }

    public void setDestinations(Destinations destinations) {
        this.destinations = destinations;
    }

    MeterRegistry metersOrNone() {
        return meters == null ? new SimpleMeterRegistry() : meters;
    }

    public @Nullable MeterRegistry getMeters() {
        return meters;
    }

    public void setMeters(MeterRegistry meters) {
        this.meters = meters;
    }
}
