package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.anivia.destination.DeliveryException;
import io.anivia.destination.DeliveryException.Fault;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HecFailureTest {

    static Stream<IOException> passing() {
        return Stream.of(new ConnectException("Connection refused"), new HttpHostConnectException("refused"),
                new ConnectTimeoutException("Connect timed out"), new SocketTimeoutException("Read timed out"),
                new ConnectionRequestTimeoutException("Timeout deadline"), new NoHttpResponseException("nothing"),
                new SocketException("Connection reset"), new EOFException(), new IOException("whatever"),
                new SSLException("Connection reset", new SocketException("Connection reset")),
                caused(new SSLHandshakeException("Remote host terminated the handshake"), new EOFException("cut")));
    }

    static Stream<IOException> lasting() {
        return Stream.of(new UnknownHostException("splunk"), new SSLPeerUnverifiedException("no match"),
                new SSLHandshakeException("Received fatal alert: bad_certificate"),
                new SSLException("Unsupported or unrecognized SSL message"),
                caused(new SSLHandshakeException("PKIX"), new CertPathValidatorException("expired")));
    }

    @ParameterizedTest
    @MethodSource
    void passing(IOException error) {
        assertThat(HecFailure.of(error, "Splunk").fault()).isEqualTo(Fault.PASSING);
    }

    @ParameterizedTest
    @MethodSource
    void lasting(IOException error) {
        assertThat(HecFailure.of(error, "Splunk").fault()).isEqualTo(Fault.LASTING);
    }

    @Test
    void namesTheCauseOfAnInvalidCertificate() {
        DeliveryException failure = HecFailure.of(
                caused(new SSLHandshakeException("PKIX path validation failed: sun.Long.Winded"),
                        new CertPathValidatorException("validity check failed")), "Splunk");

        assertThat(failure).hasMessage("Splunk: TLS failed: validity check failed");
    }

    @Test
    void doesNotQuoteAnAnswerThatIsNotHttp() {
        assertThat(HecFailure.of(new ClientProtocolException("Invalid header: secret"), "Splunk"))
                .hasMessage("Splunk cannot be reached: its answer is not HTTP");
    }

    private static IOException caused(IOException error, Throwable cause) {
        error.initCause(cause);
        return error;
    }
}
