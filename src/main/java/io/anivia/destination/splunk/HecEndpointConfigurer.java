package io.anivia.destination.splunk;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.component.splunkhec.SplunkHECEndpointConfigurer;

/**
 * Sets the options of {@link HecEndpoint} without reflection, which a native executable would have to be told about.
 *
 * <p>By hand, since Camel's generator registers what it writes under the name the stock component has taken.
 */
class HecEndpointConfigurer extends SplunkHECEndpointConfigurer {

    private static final Map<String, Class<?>> TYPES = Map.of(
            "gzip", boolean.class,
            "gziplevel", int.class,
            "maxcontentlength", int.class,
            "connecttimeout", Duration.class,
            "responsetimeout", Duration.class,
            "requesttimeout", Duration.class,
            "maxconnections", int.class);

    @Override
    public boolean configure(CamelContext camel, Object target, String name, Object value, boolean ignoreCase) {
        HecEndpoint endpoint = (HecEndpoint) target;
        switch (name.toLowerCase(Locale.ROOT)) {
            case "gzip" -> endpoint.setGzip(property(camel, boolean.class, value));
            case "gziplevel" -> endpoint.setGzipLevel(property(camel, int.class, value));
            case "maxcontentlength" -> endpoint.setMaxContentLength(property(camel, int.class, value));
            case "connecttimeout" -> endpoint.setConnectTimeout(property(camel, Duration.class, value));
            case "responsetimeout" -> endpoint.setResponseTimeout(property(camel, Duration.class, value));
            case "requesttimeout" -> endpoint.setRequestTimeout(property(camel, Duration.class, value));
            case "maxconnections" -> endpoint.setMaxConnections(property(camel, int.class, value));
            default -> {
                return super.configure(camel, target, name, value, ignoreCase);
            }
        }
        return true;
    }

    @Override
    public Class<?> getOptionType(String name, boolean ignoreCase) {
        Class<?> type = TYPES.get(name.toLowerCase(Locale.ROOT));
        return type != null ? type : super.getOptionType(name, ignoreCase);
    }

    @Override
    public Object getOptionValue(Object target, String name, boolean ignoreCase) {
        HecEndpoint endpoint = (HecEndpoint) target;
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "gzip" -> endpoint.isGzip();
            case "gziplevel" -> endpoint.getGzipLevel();
            case "maxcontentlength" -> endpoint.getMaxContentLength();
            case "connecttimeout" -> endpoint.getConnectTimeout();
            case "responsetimeout" -> endpoint.getResponseTimeout();
            case "requesttimeout" -> endpoint.getRequestTimeout();
            case "maxconnections" -> endpoint.getMaxConnections();
            default -> super.getOptionValue(target, name, ignoreCase);
        };
    }
}
