package io.anivia.destination.omniture;

import java.time.Duration;
import java.util.Map;

import io.anivia.destination.http.HttpSettings;
import io.anivia.destination.http.HttpTrust;
import io.anivia.destination.http.HttpUrl;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/**
 * Send events to Adobe Analytics (Omniture), each as one hit of the XML Data Insertion API.
 *
 * <p>The body is one event, a {@code Map}. The options {@code hit.*}, {@code contextData.*}, {@code events.*} and
 * {@code products.*} say which of its members goes into which of Adobe's fields. A hit that is not accepted ends the
 * route with a {@link io.anivia.destination.delivery.DeliveryException}.
 */
@UriEndpoint(firstVersion = "0.1.0", scheme = "omniture", title = "Omniture (Adobe Analytics)",
             syntax = "omniture:reportSuite", category = { Category.HTTP }, producerOnly = true)
public class OmnitureEndpoint extends DefaultEndpoint {

    /** The API's path. The report suite between the slashes is empty, because the XML names it. */
    static final String PATH = "/b/ss//6";

    @UriPath(description = "The report suite; several are separated by commas.")
    @Metadata(required = true)
    private final String reportSuite;
    @UriParam(secret = true,
              description = "The data collection server, such as https://example.sc.omtrdc.net. Without a path, the"
            + " API's own, /b/ss//6, is added.")
    @Metadata(required = true)
    private @Nullable String url;
    @UriParam(prefix = "hit.", multiValue = true,
              description = "Adobe's fields: the option is hit. and the name of the field, the value is paths into the"
            + " event, separated by commas, of which the first with a value is used, such as"
            + " hit.pageName=screen, attributes.screen, type. A text in single quotes is a literal. The members of a"
            + " list are joined by commas, or by delimiter.")
    private Map<String, Object> hit = Map.of();
    @UriParam(prefix = "delimiter.", multiValue = true,
              description = "What joins a list: the option is delimiter. and the name of a field that hit. sets, such"
            + " as delimiter.list1=|. A text with commas is joined by it, too.")
    private Map<String, Object> delimiter = Map.of();
    @UriParam(prefix = "tag.", multiValue = true,
              description = "Tags of Adobe's that hit. does not know: the option is tag. and the tag, the value as for"
            + " hit. Adobe ignores a tag that it does not know either, so check its spelling.")
    private Map<String, Object> tag = Map.of();
    @UriParam(prefix = "contextData.", multiValue = true,
              description = "Context data: the option is contextData. and the key, the value as for hit.")
    private Map<String, Object> contextData = Map.of();
    @UriParam(prefix = "events.", multiValue = true,
              description = "Adobe's events: the option is events. and the name of an event, in any case, the value the"
            + " events that Adobe counts for it, separated by commas, such as events.purchase=purchase,event1. Behind ="
            + " stands a number, which Adobe adds up, behind : a serial number, by which Adobe counts a repeated event"
            + " once: event12=5, event12={order.total}, purchase:{order.id}; in braces is a value as for hit. An event"
            + " whose number is not there is left out; a serial number is reduced to 20 letters and digits.")
    private Map<String, Object> events = Map.of();
    @UriParam(prefix = "products.", multiValue = true,
              description = "Adobe's products string: products.from says where in the event its products are, a list of"
            + " objects or one object, or a dot for the event itself; products.name, products.category,"
            + " products.quantity and products.price where in a product its parts are. price is the price of one; it is"
            + " sent times the quantity, with two decimals: Games;Monopoly;2;28.00. products.event5 and products.eVar7"
            + " add merchandising events, with a number, and eVars. Values are written as for hit. hit.products, if it"
            + " has a value, is sent instead.")
    private Map<String, Object> products = Map.of();
    @UriParam(description = "Where in the event the name for events. is found, written as for hit.",
              defaultValue = "type")
    private String eventsBy = "type";
    @UriParam(description = "How long connecting may take, in milliseconds or as a duration such as 5s.",
              javaType = "java.time.Duration", defaultValue = "5000")
    private long connectTimeout = 5_000;
    @UriParam(description = "How long a response may take, in milliseconds or as a duration such as 30s.",
              javaType = "java.time.Duration", defaultValue = "30000")
    private long responseTimeout = 30_000;
    @UriParam(description = "Most connections at a time; further requests wait for one. 0: as many as there are"
            + " requests at a time, which is the destination's concurrency.", defaultValue = "0")
    private int maxConnections;
    @UriParam(label = "security", description = "Trusted certificates, and a client certificate; not set: those of the"
            + " JVM. The server's name is always verified.")
    private @Nullable SSLContextParameters sslContextParameters;

    public OmnitureEndpoint(String uri, OmnitureComponent component, String reportSuite) {
        super(uri, component);
        this.reportSuite = reportSuite;
    }

    /** @throws IllegalArgumentException if an option makes no sense; the message names it */
    @Override
    public Producer createProducer() throws Exception {
        return new OmnitureProducer(this, target(), mapping());
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("omniture:" + reportSuite + " sends events; it is not for from");
    }

    private HitMapping mapping() {
        try {
            return HitMapping.of(reportSuite,
                    new HitOptions(hit, tag, delimiter, contextData, products, eventsBy, events));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("omniture:" + reportSuite + ": " + e.getMessage(), e);
        }
    }

    private HttpUrl target() {
        try {
            HttpUrl server = HttpUrl.parse(url == null ? "" : url);
            return server.target().equals("/") ? new HttpUrl(server.https(), server.host(), server.port(), PATH,
                    server.authorization()) : server;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("omniture:" + reportSuite + ": url must be that of a data collection"
                    + " server, such as https://example.sc.omtrdc.net: " + e.getMessage());
        }
    }

    HttpSettings httpSettings() throws Exception {
        Duration connect = Duration.ofMillis(connectTimeout);
        Duration response = Duration.ofMillis(responseTimeout);
        return new HttpSettings(connect, response, connect.plus(response), maxConnections, false, HttpTrust.verified(
                sslContextParameters == null ? null : sslContextParameters.createSSLContext(getCamelContext())));
    }

    public String getReportSuite() {
        return reportSuite;
    }

    public @Nullable String getUrl() {
        return url;
    }

    public void setUrl(String url) {
        this.url = url;
    }

    public Map<String, Object> getHit() {
        return hit;
    }

    public void setHit(Map<String, Object> hit) {
        this.hit = hit;
    }

    public Map<String, Object> getDelimiter() {
        return delimiter;
    }

    public void setDelimiter(Map<String, Object> delimiter) {
        this.delimiter = delimiter;
    }

    public Map<String, Object> getTag() {
        return tag;
    }

    public void setTag(Map<String, Object> tag) {
        this.tag = tag;
    }

    public Map<String, Object> getProducts() {
        return products;
    }

    public void setProducts(Map<String, Object> products) {
        this.products = products;
    }

    public Map<String, Object> getContextData() {
        return contextData;
    }

    public void setContextData(Map<String, Object> contextData) {
        this.contextData = contextData;
    }

    public Map<String, Object> getEvents() {
        return events;
    }

    public void setEvents(Map<String, Object> events) {
        this.events = events;
    }

    public String getEventsBy() {
        return eventsBy;
    }

    public void setEventsBy(String eventsBy) {
        this.eventsBy = eventsBy;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public long getResponseTimeout() {
        return responseTimeout;
    }

    public void setResponseTimeout(long responseTimeout) {
        this.responseTimeout = responseTimeout;
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }
}
