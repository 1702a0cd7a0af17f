package io.anivia.destination.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import com.fasterxml.jackson.core.JsonParseException;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;


class FailureClassifierTest {

    private static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");

    @ParameterizedTest
    @CsvSource({
            "400, POISON", "413, POISON", "422, POISON",
            "301, PERMANENT", "307, PERMANENT", "401, PERMANENT", "403, PERMANENT", "404, PERMANENT", "415, PERMANENT",
            "408, TRANSIENT", "425, TRANSIENT", "429, TRANSIENT", "500, TRANSIENT", "501, TRANSIENT", "503, TRANSIENT",
            "409, TRANSIENT", "499, TRANSIENT", "599, TRANSIENT", "200, TRANSIENT", "777, TRANSIENT"})
    void classifiesAStatus(int status, Fault fault) {
        assertThat(FailureClassifier.ofStatus(status)).isEqualTo(fault);
        assertThat(FailureClassifier.refusal(status, null, NOW).fault()).isEqualTo(fault);
    }

    static Stream<Arguments> exceptions() {
        return Stream.of(
                arguments(new ConnectException("Connection refused"), Fault.TRANSIENT),
                arguments(new NoRouteToHostException("No route to host"), Fault.TRANSIENT),
                arguments(new SocketTimeoutException("Read timed out"), Fault.TRANSIENT),
                arguments(new ConnectTimeoutException("Connect timed out"), Fault.TRANSIENT),
                arguments(new SocketException("Connection reset"), Fault.TRANSIENT),
                arguments(new NoHttpResponseException("host failed to respond"), Fault.TRANSIENT),
                arguments(new ConnectionRequestTimeoutException("pool is empty"), Fault.TRANSIENT),
                arguments(new TimeoutException(), Fault.TRANSIENT),
                arguments(new SSLException("reset", new SocketException("Connection reset")), Fault.TRANSIENT),
                arguments(caused(new SSLHandshakeException("Remote host terminated the handshake"),
                        new EOFException("SSL peer shut down incorrectly")), Fault.TRANSIENT),
                arguments(new FileSystemException("file", null, "No space left on device"), Fault.TRANSIENT),
                arguments(new UnknownHostException("nowhere.invalid"), Fault.PERMANENT),
                arguments(new SSLHandshakeException("Received fatal alert: handshake_failure"), Fault.PERMANENT),
                arguments(caused(new SSLHandshakeException("PKIX path building failed"),
                        new CertificateExpiredException("NotAfter")), Fault.PERMANENT),
                arguments(new SSLPeerUnverifiedException("name does not match"), Fault.PERMANENT),
                arguments(new SSLException("Unsupported or unrecognized SSL message"), Fault.PERMANENT),
                arguments(new ClientProtocolException("Invalid header"), Fault.TRANSIENT),
                arguments(new AccessDeniedException("data/delivered"), Fault.PERMANENT),
                arguments(new JsonParseException(null, "Unexpected character"), Fault.POISON),
                arguments(new IllegalArgumentException("what a transformation throws"), Fault.POISON),
                arguments(new StackOverflowError(), Fault.POISON),
                arguments(new OutOfMemoryError(), Fault.TRANSIENT),
                arguments(new NoClassDefFoundError("gone"), Fault.PERMANENT));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void classifiesAnExceptionBareAndWrapped(Throwable thrown, Fault fault) {
        assertThat(FailureClassifier.of(thrown, NOW).fault()).isEqualTo(fault);
        assertThat(FailureClassifier.of(new RuntimeCamelException(new IllegalStateException(thrown)), NOW).fault())
                .isEqualTo(fault);
    }

    @Test
    void readsCamelsHttpFailure() throws Exception {
        Exception thrown = new RuntimeCamelException(new HttpOperationFailedException(
                "https://partner.example/in?key=geheim", 503, "Busy", null, Map.of("retry-after", "7"), "body"));

        DeliveryException failure = FailureClassifier.of(thrown, NOW);

        assertThat(failure.fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failure).hasMessage("HTTP 503 Service Unavailable").hasNoCause();
    }

    @Test
    void aRetryAfterDateIsRelativeToTheResponse() {
        assertThat(FailureClassifier.refusal(429, "Mon, 23 Nov 2026 20:01:00 GMT", NOW).retryAfter())
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void returnsADeliveryExceptionAsItIs() {
        DeliveryException known = DeliveryException.permanent("no such report suite", null);

        assertThat(FailureClassifier.of(new RuntimeCamelException(known), NOW)).isSameAs(known);
    }

    @Test
    void quotesNothingThatMayBePayloadOrSecret() {
        Throwable number = new NumberFormatException("For input string: \"4111111111111111\"");
        Throwable scheme = new java.net.MalformedURLException("no protocol: partner?key=geheim");

        assertThat(FailureClassifier.of(number, NOW)).hasMessage("not deliverable: NumberFormatException")
                .hasCause(number);
        assertThat(FailureClassifier.of(scheme, NOW)).hasMessage("MalformedURLException: no protocol: …")
                .extracting(DeliveryException::answer).isEqualTo(Optional.of("no protocol: partner?key=***"));
    }

    @Test
    void doesNotQuoteAResponseThatIsNotHttp() {
        assertThat(FailureClassifier.of(new ClientProtocolException("Invalid header: geheim"), NOW))
                .hasMessage("the response is not HTTP");
    }

    @Test
    void namesTheServer() {
        assertThat(FailureClassifier.of(new ConnectException("Connection refused"), "Splunk"))
                .hasMessage("Splunk: ConnectException: Connection refused");
        assertThat(FailureClassifier.of(caused(new SSLHandshakeException("PKIX path validation failed: sun.Long.Wind"),
                new CertificateExpiredException("NotAfter: yesterday")), "Splunk"))
                .hasMessage("Splunk: CertificateExpiredException: NotAfter: …");
    }

    @Test
    void namesTheNetworksError() {
        IOException refused = new ConnectException("Connect to " + URI.create("http://127.0.0.1:1") + " failed");

        assertThat(FailureClassifier.of(refused, NOW))
                .hasMessage("ConnectException: Connect to http:… failed").extracting(DeliveryException::answer)
                .isEqualTo(Optional.of("Connect to http://127.0.0.1:1 failed"));
    }

    @Test
    void endsOnACycleOfCauses() {
        Exception one = new IllegalStateException("one");
        Exception two = new IllegalStateException("two", one);
        one.initCause(two);

        assertThat(FailureClassifier.of(one, NOW).fault()).isEqualTo(Fault.POISON);
    }

    private static Throwable caused(Throwable thrown, Throwable cause) {
        return thrown.initCause(cause);
    }
}
