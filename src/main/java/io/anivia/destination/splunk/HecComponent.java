package io.anivia.destination.splunk;

import java.util.Map;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Endpoint;
import org.apache.camel.component.splunkhec.SplunkHECComponent;
import org.apache.camel.component.splunkhec.SplunkHECComponentConfigurer;
import org.apache.camel.component.splunkhec.SplunkHECConfiguration;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * Camel's {@code splunk-hec} component with a producer that loses nothing; its name makes Camel find it before the
 * stock one.
 *
 * <p>The path of the URI is {@code host:port}, as before, or a URL such as {@code https://splunk:8088}. The body of an
 * exchange is an event (a {@code Map}) or a batch (a {@code List} of them) as Prospector makes them: each with
 * {@code id} and {@code timestamp}. An exchange ends without exception once Splunk has taken all of its events;
 * otherwise in a {@link io.anivia.destination.DeliveryException}. With {@code ack} it also carries a
 * {@link io.anivia.destination.DeliveryPromise} that they will be indexed.
 */
@Named("splunk-hec")
@Singleton
public class HecComponent extends SplunkHECComponent {

    private static final String SOURCE = "anivia";

    // Found by class, not by name: the stock component's are registered under that.
    private final PropertyConfigurer componentConfigurer = new SplunkHECComponentConfigurer();
    private final PropertyConfigurer endpointConfigurer = new HecEndpointConfigurer();

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        SplunkHECConfiguration configuration = new SplunkHECConfiguration();
        configuration.setIndex(null);
        configuration.setSource(SOURCE);
        configuration.setSourceType(SOURCE);

        HecEndpoint endpoint = new HecEndpoint(uri, this, configuration);
        endpoint.setCamelContext(getCamelContext());
        setProperties(endpoint, parameters);
        endpoint.setSplunkURL(remaining);
        return endpoint;
    }

    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return componentConfigurer;
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return endpointConfigurer;
    }
}
