package io.anivia.destination.splunk;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.regex.Pattern;

import io.anivia.destination.http.HttpSettings;
import io.anivia.destination.http.HttpTrust;
import org.apache.camel.Producer;
import org.apache.camel.component.splunkhec.SplunkHECComponent;
import org.apache.camel.component.splunkhec.SplunkHECConfiguration;
import org.apache.camel.component.splunkhec.SplunkHECEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options of {@code splunk-hec}: those of the stock component, and the ones below.
 *
 * <p>Other than there, {@code index} is left out unless set, {@code source} and {@code sourceType} are {@code anivia}
 * unless set, and {@code headersOnly} and {@code time} are refused: an event brings its own content and time.
 */
public class HecEndpoint extends SplunkHECEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(HecEndpoint.class);
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]+");

    @UriParam(defaultValue = "true", description = "Compress requests with gzip")
    private boolean gzip = true;
    @UriParam(defaultValue = "1", description = "How hard gzip tries: 1 (fast) to 9 (small)")
    private int gzipLevel = 1;
    @UriParam(defaultValue = "1000000",
            description = "Most bytes of one request before compression. A batch above it takes several requests;"
                    + " an event above it is refused. Splunk Cloud takes 1 MB, Splunk 8.2 and later some 800 MB.")
    private int maxContentLength = 1_000_000;
    @UriParam(defaultValue = "5s", javaType = "java.time.Duration",
            description = "How long a connection may take, and then agreeing on TLS")
    private Duration connectTimeout = Duration.ofSeconds(5);
    @UriParam(defaultValue = "30s", javaType = "java.time.Duration",
            description = "How long Splunk may be silent before and during its answer")
    private Duration responseTimeout = Duration.ofSeconds(30);
    @UriParam(defaultValue = "60s", javaType = "java.time.Duration",
            description = "How long a request may take in all, waiting for a free connection included")
    private Duration requestTimeout = Duration.ofSeconds(60);
    @UriParam(defaultValue = "20", label = "advanced",
            description = "Most connections at a time; further requests wait for one. With ack, each thread that sends"
            + " has one of its own.")
    private int maxConnections = 20;
    @UriParam(defaultValue = "false", description = "Wait until Splunk has indexed events, before they count as"
            + " delivered: indexer acknowledgement, which has to be on for the token. For routes from destination:")
    private boolean ack;
    @UriParam(defaultValue = "5m", javaType = "java.time.Duration",
            description = "With ack: how long Splunk may take to acknowledge events; then they are sent again")
    private Duration ackTimeout = Duration.ofMinutes(5);
    @UriParam(defaultValue = "1s", javaType = "java.time.Duration",
            description = "With ack: time between questions about what is not acknowledged yet")
    private Duration ackPollInterval = Duration.ofSeconds(1);
    @UriParam(defaultValue = "1000", description = "With ack: most requests not acknowledged yet. When there are so"
            + " many, the next waits for up to requestTimeout, and then fails.")
    private int maxPendingAcks = 1000;

    HecEndpoint(String uri, HecComponent component, SplunkHECConfiguration configuration) {
        super(uri, component, configuration);
    }

    /** Replaces the stock checks, which refuse host names without a dot and tokens other than Splunk's own. */
    @Override
    protected void doInit() {
        address();
        String token = getConfiguration().getToken();
        if (token == null || !TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("The option token (of Splunk's HTTP Event Collector) is "
                    + (token == null || token.isBlank() ? "missing" : "not made of visible ASCII characters"));
        }
        if (getConfiguration().isHeadersOnly() || getConfiguration().getTime() != null) {
            throw new IllegalArgumentException(
                    "The options headersOnly and time do not apply: an event brings its own content and time");
        }
        require(gzipLevel >= 1 && gzipLevel <= 9, "gzipLevel", "between 1 and 9");
        require(maxContentLength > 0, "maxContentLength", "above 0");
        require(maxConnections > 0, "maxConnections", "above 0");
        require(isPositive(connectTimeout), "connectTimeout", "above 0");
        require(isPositive(responseTimeout), "responseTimeout", "above 0");
        require(isPositive(requestTimeout), "requestTimeout", "above 0");
        require(isPositive(ackTimeout), "ackTimeout", "above 0");
        require(isPositive(ackPollInterval), "ackPollInterval", "above 0");
        require(maxPendingAcks > 0, "maxPendingAcks", "above 0");
        if (ack && !address().hasAckPath()) {
            throw new IllegalArgumentException("The option ack does not go with this splunkEndpoint, which does not"
                    + " tell where acknowledgements are: /services/collector/event is needed");
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
        return new HecProducer(this);
    }

    HecAddress address() {
        SplunkHECConfiguration configuration = getConfiguration();
        return HecAddress.parse(getSplunkURL(), configuration.isHttps(), configuration.getSplunkEndpoint());
    }

    HecRequest batch() {
        SplunkHECConfiguration configuration = getConfiguration();
        HecEventWriter envelopes = new HecEventWriter(configuration.getHost(), blankToNull(configuration.getSource()),
                blankToNull(configuration.getSourceType()), blankToNull(configuration.getIndex()));
        return new HecRequest(envelopes, maxContentLength, gzip ? gzipLevel : null);
    }

    HecClient client() {
        return new HecClient(address(), getConfiguration().getToken(), gzip);
    }

    HttpSettings httpSettings() throws GeneralSecurityException, IOException {
        return new HttpSettings(connectTimeout, responseTimeout, requestTimeout, maxConnections, false, trust());
    }

    /** Of one channel: by its cookies a load balancer finds the indexer again. */
    HttpSettings channelSettings() throws GeneralSecurityException, IOException {
        return new HttpSettings(connectTimeout, responseTimeout, requestTimeout, 1, true, trust());
    }

    HecAcknowledgement.Limits ackLimits() {
        return new HecAcknowledgement.Limits(ackTimeout, ackPollInterval, maxPendingAcks, requestTimeout);
    }

    private HttpTrust trust() throws GeneralSecurityException, IOException {
        if (getConfiguration().isSkipTlsVerify()) {
            LOG.warn("skipTlsVerify: whoever answers at {} gets the events and the token, unverified", address());
            return HttpTrust.trustAll();
        }
        SSLContextParameters parameters = sslParameters();
        return HttpTrust.verified(parameters == null ? null : parameters.createSSLContext(getCamelContext()));
    }

    private @Nullable SSLContextParameters sslParameters() {
        if (getSslContextParameters() != null) {
            return getSslContextParameters();
        }
        SplunkHECComponent component = getComponent();
        return component.getSslContextParameters() != null ? component.getSslContextParameters()
                : component.retrieveGlobalSslContextParameters();
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
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
