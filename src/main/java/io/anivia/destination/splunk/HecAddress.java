package io.anivia.destination.splunk;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.destination.http.HttpUrl;

/**
 * The address of an HTTP Event Collector.
 *
 * @param host a name or an IP address; an IPv6 address without its brackets
 * @param path of the requests, with the query, if any
 */
record HecAddress(boolean https, String host, int port, String path) {

    private static final String COLLECTOR = "/services/collector";
    private static final Pattern URL = Pattern.compile("(?:(?<scheme>https?)://)?"
            + "(?:\\[(?<ipv6>[0-9A-Fa-f:.]+)]|(?<host>[A-Za-z0-9._-]+))(?::(?<port>\\d{1,5}))?"
            + "(?<path>/[\\w./~%+-]*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_FOR_EVENTS = Pattern.compile(".*/(raw|health|ack)(/1\\.0)?/?(\\?.*)?");

    /**
     * Reads an address as an operator writes it: {@code host:port}, or a URL with an optional port and path.
     *
     * @param url the path may end in that of the collector; otherwise {@code endpointPath} is appended
     * @param https whether to use TLS if {@code url} has no scheme
     * @param endpointPath path and query of the collector, starting with a slash
     * @throws IllegalArgumentException never quotes {@code url}, which may hold credentials
     */
    static HecAddress parse(String url, boolean https, String endpointPath) {
        Matcher matcher = URL.matcher(url.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("The address of Splunk's HTTP Event Collector is neither host:port nor"
                    + " http(s)://host[:port][/path] (no user, no query)");
        }
        String scheme = matcher.group("scheme");
        boolean tls = scheme == null ? https : scheme.equalsIgnoreCase("https");
        String host = matcher.group("ipv6") != null ? matcher.group("ipv6") : matcher.group("host");
        return new HecAddress(tls, host, port(matcher.group("port"), scheme != null, tls),
                path(matcher.group("path"), endpointPath));
    }

    private static int port(String digits, boolean url, boolean tls) {
        if (digits == null) {
            if (!url) {
                throw new IllegalArgumentException(
                        "The address of Splunk's HTTP Event Collector lacks a port; by default it listens on 8088");
            }
            return tls ? 443 : 80;
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "The port of Splunk's HTTP Event Collector is not between 1 and 65535: " + port);
        }
        return port;
    }

    private static String path(String prefix, String endpointPath) {
        String trimmed = prefix == null ? "" : prefix.replaceAll("/+$", "");
        String path = trimmed.contains(COLLECTOR) ? trimmed : trimmed + endpointPath;
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("The option splunkEndpoint does not start with a slash");
        }
        if (NOT_FOR_EVENTS.matcher(path).matches()) {
            throw new IllegalArgumentException("Splunk is to take events at " + COLLECTOR
                    + "/event, not at the path of raw data, health or acknowledgements");
        }
        return path;
    }

    HttpUrl server() {
        return new HttpUrl(https, host, port, path, null);
    }

    /** Whether the path is Splunk's own, so that the path of acknowledgements follows from it. */
    boolean hasAckPath() {
        return path.contains(COLLECTOR);
    }

    /** The path that is polled for acknowledgements; only if {@link #hasAckPath()}. */
    String ackPath() {
        return path.substring(0, path.indexOf(COLLECTOR)) + COLLECTOR + "/ack";
    }

    /** Scheme, host and port, for logs. */
    @Override
    public String toString() {
        return server().toString();
    }
}
