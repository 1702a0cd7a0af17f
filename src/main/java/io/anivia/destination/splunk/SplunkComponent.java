package io.anivia.destination.splunk;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes {@code splunk:} endpoints; {@code splunk-hec:} is the scheme's deprecated name. */
@Component("splunk,splunk-hec")
public class SplunkComponent extends DefaultComponent implements SSLContextParametersAware {

    private static final Logger LOG = LoggerFactory.getLogger(SplunkComponent.class);
    private static final String DEPRECATED_SCHEME = "splunk-hec:";

    private final AtomicBoolean warned = new AtomicBoolean();
    @Metadata(label = "security", description = "Trusted certificates, and a client certificate, of all endpoints that"
            + " set none")
    private @Nullable SSLContextParameters sslContextParameters;
    @Metadata(label = "security", defaultValue = "false",
            description = "Use Camel's global SSL context parameters where none are set")
    private boolean useGlobalSslContextParameters;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (uri.startsWith(DEPRECATED_SCHEME) && warned.compareAndSet(false, true)) {
            LOG.warn("A route uses the deprecated scheme splunk-hec:, which will be removed; write splunk: instead");
        }
        SplunkEndpoint endpoint = new SplunkEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** What applies to an endpoint without parameters of its own; {@code null}: the JVM's default. */
    @Nullable SSLContextParameters sslContextParametersForEndpoints() {
        return sslContextParameters != null ? sslContextParameters : retrieveGlobalSslContextParameters();
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }
}
