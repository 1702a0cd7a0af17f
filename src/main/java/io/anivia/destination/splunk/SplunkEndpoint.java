package io.anivia.destination.splunk;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

import io.anivia.destination.http.HttpSettings;
import io.anivia.destination.http.HttpTrust;
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
import org.apache.camel.util.HostUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Send events to Splunk's HTTP Event Collector (HEC), a batch in as few requests as it fits into.
 *
 * <p>The body is an event (a {@code Map}) or a batch (a {@code List} of them) as Prospector makes them, each with
 * {@code id} and {@code timestamp}. The exchange ends normally when Splunk has accepted all of its events, otherwise in
 * a {@link io.anivia.destination.delivery.DeliveryException}. With {@code ack} it also carries a
 * {@link io.anivia.destination.delivery.DeferredAcknowledgement} that completes when they are indexed.
 */
@UriEndpoint(firstVersion = "0.1.0", scheme = "splunk", title = "Splunk (HTTP Event Collector)",
             syntax = "splunk:url", category = { Category.HTTP }, producerOnly = true)
public class SplunkEndpoint extends DefaultEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(SplunkEndpoint.class);
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]+");

    @UriPath(description = "Where the collector listens: host:port, or a URL such as https://splunk:8088")
    @Metadata(required = true)
    private final String url;
    @UriParam(label = "security", secret = true, description = "The collector's token. Written as RAW(...), Camel"
            + " leaves its characters as they are.")
    @Metadata(required = true)
    private @Nullable String token;
    @UriParam(description = "The index that events go to; not set: the token's default index")
    private @Nullable String index;
    @UriParam(description = "The index that metrics go to, one of Splunk's metrics indexes; not set: as other events")
    private @Nullable String metricsIndex;
    @UriParam(defaultValue = "true", label = "security", description = "Whether an event's own host, source, sourcetype"
            + " and index, and its further indexed fields, come before the configured ones: those in its member hec, or in"
            + " the attributes of its OpenTelemetry resource. false: a client must not choose among the indexes that the"
            + " token may write to.")
    private boolean eventMetadata = true;
    @UriParam(defaultValue = "1024", label = "advanced", description = "Most characters of a text among them; a longer one"
            + " is not used")
    private int maxMetadataLength = 1024;
    @UriParam(description = "The field host of events; not set: the name of the machine that sends them")
    private @Nullable String host;
    @UriParam(defaultValue = "anivia", description = "The field source of events")
    private @Nullable String source = "anivia";
    @UriParam(defaultValue = "anivia", description = "The field sourcetype of events")
    private @Nullable String sourceType = "anivia";
    @UriParam(defaultValue = "/services/collector/event", label = "advanced",
            description = "Path of the collector, for a url that does not contain it")
    private String splunkEndpoint = "/services/collector/event";
    @UriParam(defaultValue = "true", label = "security", description = "Use TLS with a url that names no scheme")
    private boolean https = true;
    @UriParam(defaultValue = "false", label = "security", description = "Accept any certificate. What is sent is"
            + " encrypted, but the receiver is not verified: for trials only")
    private boolean skipTlsVerify;
    @UriParam(label = "security", description = "Trusted certificates, and a client certificate; not set: those of the"
            + " component, else of the JVM. The server's name is always verified.")
    private @Nullable SSLContextParameters sslContextParameters;
    @UriParam(defaultValue = "true", description = "Compress requests with gzip")
    private boolean gzip = true;
    @UriParam(defaultValue = "1", description = "Compression level of gzip: 1 (fast) to 9 (small)")
    private int gzipLevel = 1;
    @UriParam(defaultValue = "1000000",
            description = "Most bytes of one request before compression. A batch above it takes several requests;"
                    + " an event above it is refused. Splunk Cloud takes 1 MB, Splunk 8.2 and later some 800 MB.")
    private int maxContentLength = 1_000_000;
    @UriParam(defaultValue = "5s", javaType = "java.time.Duration",
            description = "How long connecting may take, and again the TLS handshake")
    private Duration connectTimeout = Duration.ofSeconds(5);
    @UriParam(defaultValue = "30s", javaType = "java.time.Duration",
            description = "How long Splunk may be silent before and during its response")
    private Duration responseTimeout = Duration.ofSeconds(30);
    @UriParam(defaultValue = "60s", javaType = "java.time.Duration",
            description = "How long a request may take in all, waiting for a free connection included")
    private Duration requestTimeout = Duration.ofSeconds(60);
    @UriParam(defaultValue = "0", label = "advanced", description = "Most connections at a time; further requests wait"
            + " for one. 0: as many as there are requests at a time, which is the destination's concurrency. With ack,"
            + " it is not used: each request at a time has its own.")
    private int maxConnections;
    @UriParam(defaultValue = "false", description = "Wait until Splunk has indexed events, before they count as"
            + " delivered: indexer acknowledgement, which has to be on for the token; only in a route"
            + " that begins with destination:")
    private boolean ack;
    @UriParam(defaultValue = "5m", javaType = "java.time.Duration",
            description = "With ack: how long Splunk may take to acknowledge events before they are sent again")
    private Duration ackTimeout = Duration.ofMinutes(5);
    @UriParam(defaultValue = "1s", javaType = "java.time.Duration",
            description = "With ack: time between two polls for acknowledgements")
    private Duration ackPollInterval = Duration.ofSeconds(1);
    @UriParam(defaultValue = "1000", description = "With ack: most unacknowledged requests. At that number, the"
            + " next request waits for up to requestTimeout, and then fails.")
    private int maxPendingAcks = 1000;

    public SplunkEndpoint(String uri, SplunkComponent component, String url) {
        super(uri, component);
        this.url = url;
    }

    /** @throws IllegalArgumentException names the option whose value makes no sense, never the token */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        address();
        if (token == null || !TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("The option token (of Splunk's HTTP Event Collector) is "
                    + (token == null || token.isBlank() ? "missing" : "not made of visible ASCII characters"));
        }
        require(gzipLevel >= 1 && gzipLevel <= 9, "gzipLevel", "between 1 and 9");
        require(maxContentLength > 0, "maxContentLength", "above 0");
        require(maxMetadataLength > 0, "maxMetadataLength", "above 0");
        require(maxConnections >= 0, "maxConnections", "0 or above");
        require(isPositive(connectTimeout), "connectTimeout", "above 0");
        require(isPositive(responseTimeout), "responseTimeout", "above 0");
        require(isPositive(requestTimeout), "requestTimeout", "above 0");
        require(isPositive(ackTimeout), "ackTimeout", "above 0");
        require(isPositive(ackPollInterval), "ackPollInterval", "above 0");
        require(maxPendingAcks > 0, "maxPendingAcks", "above 0");
        if (ack && !address().hasAckPath()) {
            throw new IllegalArgumentException("The option ack needs a splunkEndpoint from which the path of"
                    + " acknowledgements follows: /services/collector/event");
        }
    }

    private static boolean isPositive(Duration duration) {
        return duration.toMillis() > 0;
    }

    private static void require(boolean holds, String option, String range) {
        if (!holds) {
            throw new IllegalArgumentException("The option " + option + " is not " + range);
        }
    }

    @Override
    public Producer createProducer() {
        return new SplunkProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("splunk: sends events; it is not for from");
    }

    HecAddress address() {
        return HecAddress.parse(url, https, splunkEndpoint);
    }

    HecRequest request() {
        HecMetadata defaults = HecMetadata.of(host == null || host.isBlank() ? localHostName() : host,
                blankToNull(source), blankToNull(sourceType), blankToNull(index));
        HecEventWriter writer = new HecEventWriter(defaults, blankToNull(metricsIndex),
                eventMetadata ? maxMetadataLength : null);
        return new HecRequest(writer, maxContentLength, gzip ? gzipLevel : null);
    }

    private static String localHostName() {
        try {
            return HostUtils.getLocalHostName();
        } catch (UnknownHostException e) {
            LOG.warn("The name of this machine is unknown, so that Splunk gets 'unknown' as the host of events;"
                    + " the option host sets it: {}", e.getMessage());
            return "unknown";
        }
    }

    HecClient client() {
        return new HecClient(address(), Objects.requireNonNull(token, "checked in doInit"), gzip);
    }

    HttpSettings httpSettings() throws GeneralSecurityException, IOException {
        return new HttpSettings(connectTimeout, responseTimeout, requestTimeout, maxConnections, false, trust());
    }

    AcknowledgementLimits ackLimits() {
        return new AcknowledgementLimits(ackTimeout, ackPollInterval, maxPendingAcks, requestTimeout);
    }

    private HttpTrust trust() throws GeneralSecurityException, IOException {
        if (skipTlsVerify) {
            LOG.warn("skipTlsVerify: any server that answers at {} gets the events and the token, unverified; set it"
                    + " to false for real events", address());
            return HttpTrust.trustAll();
        }
        SSLContextParameters parameters = sslContextParameters != null ? sslContextParameters
                : ((SplunkComponent) getComponent()).sslContextParametersForEndpoints();
        return HttpTrust.verified(parameters == null ? null : parameters.createSSLContext(getCamelContext()));
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    public String getUrl() {
        return url;
    }

    public @Nullable String getToken() {
        return token;
    }

    public void setToken(String token) {
        this.token = token;
    }

    public @Nullable String getIndex() {
        return index;
    }

    public void setIndex(String index) {
        this.index = index;
    }

    public @Nullable String getMetricsIndex() {
        return metricsIndex;
    }

    public void setMetricsIndex(String metricsIndex) {
        this.metricsIndex = metricsIndex;
    }

    public boolean isEventMetadata() {
        return eventMetadata;
    }

    public void setEventMetadata(boolean eventMetadata) {
        this.eventMetadata = eventMetadata;
    }

    public int getMaxMetadataLength() {
        return maxMetadataLength;
    }

    public void setMaxMetadataLength(int maxMetadataLength) {
        this.maxMetadataLength = maxMetadataLength;
    }

    public @Nullable String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    public @Nullable String getSource() {
        return source;
    }

    public void setSource(String source) {
        this.source = source;
    }

    public @Nullable String getSourceType() {
        return sourceType;
    }

    public void setSourceType(String sourceType) {
        this.sourceType = sourceType;
    }

    public String getSplunkEndpoint() {
        return splunkEndpoint;
    }

    public void setSplunkEndpoint(String splunkEndpoint) {
        this.splunkEndpoint = splunkEndpoint;
    }

    public boolean isHttps() {
        return https;
    }

    public void setHttps(boolean https) {
        this.https = https;
    }

    public boolean isSkipTlsVerify() {
        return skipTlsVerify;
    }

    public void setSkipTlsVerify(boolean skipTlsVerify) {
        this.skipTlsVerify = skipTlsVerify;
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public boolean isGzip() {
        return gzip;
    }

    public void setGzip(boolean gzip) {
        this.gzip = gzip;
    }

    public int getGzipLevel() {
        return gzipLevel;
    }

    public void setGzipLevel(int gzipLevel) {
        this.gzipLevel = gzipLevel;
    }

    public int getMaxContentLength() {
        return maxContentLength;
    }

    public void setMaxContentLength(int maxContentLength) {
        this.maxContentLength = maxContentLength;
    }

    public Duration getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public Duration getResponseTimeout() {
        return responseTimeout;
    }

    public void setResponseTimeout(Duration responseTimeout) {
        this.responseTimeout = responseTimeout;
    }

    public Duration getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    public boolean isAck() {
        return ack;
    }

    public void setAck(boolean ack) {
        this.ack = ack;
    }

    public Duration getAckTimeout() {
        return ackTimeout;
    }

    public void setAckTimeout(Duration ackTimeout) {
        this.ackTimeout = ackTimeout;
    }

    public Duration getAckPollInterval() {
        return ackPollInterval;
    }

    public void setAckPollInterval(Duration ackPollInterval) {
        this.ackPollInterval = ackPollInterval;
    }

    public int getMaxPendingAcks() {
        return maxPendingAcks;
    }

    public void setMaxPendingAcks(int maxPendingAcks) {
        this.maxPendingAcks = maxPendingAcks;
    }
}
