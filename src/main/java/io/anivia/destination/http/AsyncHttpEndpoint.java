package io.anivia.destination.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

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
 * Send the body to an HTTP endpoint of a partner, without holding a thread while it answers.
 *
 * <p>The body is bytes or text, as {@code marshal} leaves it; the message's headers become HTTP headers, but for those
 * of Camel and of the connection. A 2xx response ends the exchange normally, with the response's text as its body; any
 * other one in a {@link io.anivia.destination.delivery.DeliveryException}.
 */
@UriEndpoint(firstVersion = "0.2.0", scheme = "async-http", title = "HTTP, asynchronous", syntax = "async-http:name",
             category = { Category.HTTP }, producerOnly = true)
public class AsyncHttpEndpoint extends DefaultEndpoint {

    /** RFC 9110, section 5.6.2: a token. */
    static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    @UriPath(description = "A name for the endpoint, for logs.")
    @Metadata(required = true)
    private final String name;
    @UriParam(secret = true, description = "Where to: http(s)://[user:password@]host[:port][/path][?query]. Path and"
            + " query are sent exactly as they are written here; user and password become the header Authorization"
            + " (Basic).")
    @Metadata(required = true)
    private @Nullable String url;
    @UriParam(defaultValue = "POST", enums = "POST,PUT,PATCH,DELETE", description = "The method of the requests.")
    private String httpMethod = "POST";
    @UriParam(defaultValue = "5s", javaType = "java.time.Duration",
            description = "How long connecting may take, and again the TLS handshake.")
    private Duration connectTimeout = Duration.ofSeconds(5);
    @UriParam(defaultValue = "30s", javaType = "java.time.Duration",
            description = "How long the server may be silent before and during its response.")
    private Duration responseTimeout = Duration.ofSeconds(30);
    @UriParam(defaultValue = "60s", javaType = "java.time.Duration", description = "How long a request may take in all,"
            + " from the wait for a free connection to the last byte of the response.")
    private Duration requestTimeout = Duration.ofSeconds(60);
    @UriParam(defaultValue = "0", description = "Most connections at a time; further requests wait for one. 0: as many"
            + " as there are requests at a time, which is the destination's concurrency.")
    private int maxConnections;
    @UriParam(defaultValue = "65536", description = "Most bytes of a response's body that are read. The rest of a"
            + " longer one is not read, and its connection is closed; its status decides all the same.")
    private int maxResponse = 65_536;
    @UriParam(label = "security", secret = true, description = "The value of a header that identifies the sender,"
            + " such as Bearer and a token. Not set: the URL's user and password, if it has them.")
    private @Nullable String authorization;
    @UriParam(label = "security", defaultValue = "Authorization", description = "The header with authorization, such as"
            + " X-Api-Key.")
    private String authorizationHeader = "Authorization";
    @UriParam(label = "security", secret = true, description = "A secret shared with the receiver. Each request carries"
            + " the HMAC-SHA-256 of its body with this key, in hexadecimal, by which the receiver knows that the body is"
            + " from here.")
    private @Nullable String signatureKey;
    @UriParam(label = "security", defaultValue = "X-Signature-256", description = "The header with the signature.")
    private String signatureHeader = "X-Signature-256";
    @UriParam(label = "security", defaultValue = "sha256=", description = "What stands in front of the signature in its"
            + " header.")
    private String signaturePrefix = "sha256=";
    @UriParam(label = "security", description = "Trusted certificates, and a client certificate; not set: those of the"
            + " JVM. The server's name is always verified.")
    private @Nullable SSLContextParameters sslContextParameters;

    public AsyncHttpEndpoint(String uri, AsyncHttpComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    /** @throws IllegalArgumentException names the option whose value makes no sense, never the URL */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        server();
        require(httpMethod.matches("POST|PUT|PATCH|DELETE"), "httpMethod is POST, PUT, PATCH or DELETE, not '"
                + httpMethod + "'");
        require(connectTimeout.toMillis() > 0, "connectTimeout must be above 0");
        require(responseTimeout.toMillis() > 0, "responseTimeout must be above 0");
        require(requestTimeout.toMillis() > 0, "requestTimeout must be above 0");
        require(maxConnections >= 0, "maxConnections must be at least 0");
        require(maxResponse >= 0, "maxResponse must be at least 0");
        require(isHeaderName(authorizationHeader), "authorizationHeader is no name of a header");
        require(isHeaderName(signatureHeader), "signatureHeader is no name of a header");
        require(authorization == null || isVisible(authorization), "authorization has characters that a header cannot");
        require(isVisible(signaturePrefix), "signaturePrefix has characters that a header cannot");
    }

    private static boolean isHeaderName(String name) {
        return HEADER_NAME.matcher(name).matches();
    }

    private static boolean isVisible(String value) {
        return value.chars().allMatch(character -> character >= ' ' && character < 0x7f);
    }

    private void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException("async-http:" + name + ": " + sentence);
        }
    }

    @Override
    public Producer createProducer() {
        return new AsyncHttpProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("async-http:" + name + " sends requests; it is not for from");
    }

    HttpUrl server() {
        String written = url == null ? "" : url;
        require(!written.contains("RAW("), "the URL has RAW(...) in it, which is not needed: write the value itself");
        try {
            return HttpUrl.parse(written);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("async-http:" + name + ": " + e.getMessage());
        }
    }

    /** The value of the header that identifies the sender; {@code null} if there is none. */
    @Nullable String authorizationValue() {
        return authorization != null && !authorization.isBlank() ? authorization : server().authorization();
    }

    /** Signs bodies; {@code null} if they are not signed. */
    @Nullable BodySignature signature() {
        return signatureKey == null || signatureKey.isEmpty() ? null
                : new BodySignature(signatureKey.getBytes(StandardCharsets.UTF_8), signaturePrefix);
    }

    HttpSettings httpSettings() throws Exception {
        SSLContextParameters parameters = sslContextParameters != null ? sslContextParameters
                : ((AsyncHttpComponent) getComponent()).sslContextParametersForEndpoints();
        return new HttpSettings(connectTimeout, responseTimeout, requestTimeout, maxConnections, false,
                HttpTrust.verified(parameters == null ? null : parameters.createSSLContext(getCamelContext())));
    }

    public String getName() {
        return name;
    }

    public @Nullable String getUrl() {
        return url;
    }

    public void setUrl(String url) {
        this.url = url;
    }

    public String getHttpMethod() {
        return httpMethod;
    }

    public void setHttpMethod(String httpMethod) {
        this.httpMethod = httpMethod;
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

    public int getMaxResponse() {
        return maxResponse;
    }

    public void setMaxResponse(int maxResponse) {
        this.maxResponse = maxResponse;
    }

    public @Nullable String getAuthorization() {
        return authorization;
    }

    public void setAuthorization(String authorization) {
        this.authorization = authorization;
    }

    public String getAuthorizationHeader() {
        return authorizationHeader;
    }

    public void setAuthorizationHeader(String authorizationHeader) {
        this.authorizationHeader = authorizationHeader;
    }

    public @Nullable String getSignatureKey() {
        return signatureKey;
    }

    public void setSignatureKey(String signatureKey) {
        this.signatureKey = signatureKey;
    }

    public String getSignatureHeader() {
        return signatureHeader;
    }

    public void setSignatureHeader(String signatureHeader) {
        this.signatureHeader = signatureHeader;
    }

    public String getSignaturePrefix() {
        return signaturePrefix;
    }

    public void setSignaturePrefix(String signaturePrefix) {
        this.signaturePrefix = signaturePrefix;
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }
}
