package io.anivia.destination;

import java.util.Map;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;

/** Reads the options of {@code destination:}, and puts {@code direct:} in its place. */
@Component("destination")
final class DestinationStandIn extends DestinationComponent {

    DestinationStandIn() {
        setAutowiredEnabled(false);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        ((DestinationEndpoint) super.createEndpoint(uri, remaining, parameters)).doInit();
        return getCamelContext().getEndpoint("direct:" + remaining);
    }
}
