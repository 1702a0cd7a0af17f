package io.anivia.destination.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/** Makes {@code async-http:} endpoints. */
@Component("async-http")
public class AsyncHttpComponent extends DefaultComponent implements SSLContextParametersAware {

    private static final Pattern RAW = Pattern.compile("RAW[({](.*)[)}]", Pattern.DOTALL);
    private static final Pattern PERCENT_NOT_ENCODED = Pattern.compile("%(?!25)");
    private static final Pattern PERCENT_ALONE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    @Metadata(label = "security", defaultValue = "false",
            description = "Use Camel's global SSL context parameters where none are set")
    private boolean useGlobalSslContextParameters;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        AsyncHttpEndpoint endpoint = new AsyncHttpEndpoint(uri, this, remaining);
        String url = getAndRemoveParameter(parameters, "url", String.class);
        if (url != null) {
            endpoint.setUrl(asWritten(url));
        }
        parameters.replaceAll((name, value) -> value instanceof String text && !RAW.matcher(text).matches()
                ? URLDecoder.decode(text.replace("+", "%2B"), UTF_8) : value);
        URISupport.resolveRawParameterValues(parameters);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Camel would decode the URL, and sort its query. */
    @Override
    public boolean useRawUri() {
        return true;
    }

    @Override
    protected boolean resolveRawParameterValues() {
        return false;
    }

    /**
     * Undoes what Camel has done to a URL. It has wrapped it as {@code RAW(...)}, because the option is a secret one.
     * In a URL that stands in the route it has also made each {@code %} a {@code %25}; in the value of a placeholder it
     * has not. Only a placeholder's URL of which every {@code %} begins a {@code %25xx} is taken for the other kind.
     */
    private static String asWritten(String option) {
        Matcher raw = RAW.matcher(option);
        String url = raw.matches() ? raw.group(1) : option;
        if (PERCENT_NOT_ENCODED.matcher(url).find()) {
            return url;
        }
        String decoded = url.replace("%25", "%");
        return PERCENT_ALONE.matcher(decoded).find() ? url : decoded;
    }

    /** What applies to an endpoint without parameters of its own; {@code null}: the JVM's default. */
    @Nullable SSLContextParameters sslContextParametersForEndpoints() {
        return retrieveGlobalSslContextParameters();
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
