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

    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("gzip", boolean.class),
            Map.entry("gziplevel", int.class),
            Map.entry("maxcontentlength", int.class),
            Map.entry("connecttimeout", Duration.class),
            Map.entry("responsetimeout", Duration.class),
            Map.entry("requesttimeout", Duration.class),
            Map.entry("maxconnections", int.class),
            Map.entry("ack", boolean.class),
            Map.entry("acktimeout", Duration.class),
            Map.entry("ackpollinterval", Duration.class),
            Map.entry("maxpendingacks", int.class));

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
            case "ack" -> endpoint.setAck(property(camel, boolean.class, value));
            case "acktimeout" -> endpoint.setAckTimeout(property(camel, Duration.class, value));
            case "ackpollinterval" -> endpoint.setAckPollInterval(property(camel, Duration.class, value));
            case "maxpendingacks" -> endpoint.setMaxPendingAcks(property(camel, int.class, value));
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
            case "ack" -> endpoint.isAck();
            case "acktimeout" -> endpoint.getAckTimeout();
            case "ackpollinterval" -> endpoint.getAckPollInterval();
            case "maxpendingacks" -> endpoint.getMaxPendingAcks();
            default -> super.getOptionValue(target, name, ignoreCase);
        };
    }
}
