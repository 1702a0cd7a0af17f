package io.anivia.elmer.spool;

import java.util.Map;
import java.util.Objects;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Makes {@code spool:} endpoints on this process' {@link ElmerSpool}. */
@Component("spool")
public class SpoolComponent extends DefaultComponent {

    @Metadata(autowired = true, description = "The spool of this process.")
    private @Nullable ElmerSpool spool;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        SpoolEndpoint endpoint = new SpoolEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    ElmerSpool spool() {
        return Objects.requireNonNull(spool, "component 'spool' needs an ElmerSpool in the registry");
    }

    public @Nullable ElmerSpool getSpool() {
        return spool;
    }

    public void setSpool(ElmerSpool spool) {
        this.spool = spool;
    }
}
