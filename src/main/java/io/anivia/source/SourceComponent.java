package io.anivia.source;

import java.util.Map;
import java.util.Objects;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Makes {@code source:} endpoints. */
@Component("source")
public class SourceComponent extends DefaultComponent {

    @Metadata(autowired = true, description = "Knows all sources of this process.")
    private @Nullable Sources sources;

    @Metadata(defaultValue = "*", description = "The origins of endpoints that do not name their own.")
    private String origins = "*";

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        SourceEndpoint endpoint = new SourceEndpoint(uri, this, remaining);
        endpoint.setOrigins(origins);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Sources sources() {
        return Objects.requireNonNull(sources, "component 'source' needs a Sources in the registry");
    }

    public @Nullable Sources getSources() {
        return sources;
    }

    public void setSources(Sources sources) {
        this.sources = sources;
    }

    public String getOrigins() {
        return origins;
    }

    public void setOrigins(String origins) {
        this.origins = origins;
    }
}
