package io.anivia.destination.omniture;

import java.util.Map;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;

/** Makes {@code omniture:} endpoints. */
@Component("omniture")
public class OmnitureComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        OmnitureEndpoint endpoint = new OmnitureEndpoint(uri, this, remaining);
        endpoint.setHit(PropertiesHelper.extractProperties(parameters, "hit."));
        endpoint.setTag(PropertiesHelper.extractProperties(parameters, "tag."));
        endpoint.setDelimiter(PropertiesHelper.extractProperties(parameters, "delimiter."));
        endpoint.setProducts(PropertiesHelper.extractProperties(parameters, "products."));
        endpoint.setContextData(PropertiesHelper.extractProperties(parameters, "contextData."));
        endpoint.setEvents(PropertiesHelper.extractProperties(parameters, "events."));
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
