package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import io.anivia.destination.http.FailureClassifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BriefCauseTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP 503 Service Unavailable                                        | HTTP 503 Service Unavailable
            HTTP 401 card 4111 1111 1111 1111 was refused                       | HTTP 401 Unauthorized
            splunk:8088 answered HTTP 403, code 4 (invalid token)               | HTTP 403 Forbidden, invalid token
            splunk:8088 answered HTTP 404: is the URL right?                    | HTTP 404 Not Found
            ConnectException: finishConnect(..) failed: Connection refused: /127.0.0.1:9 | connection refused
            p.example.com: SocketTimeoutException: no complete response within 10000 ms  | timed out after 10 s
            SocketTimeoutException: no complete response within 250 ms          | timed out after 250 ms
            SocketTimeoutException: Read timed out                              | timed out
            ConnectTimeoutException: connection timed out after 5000 ms: p:443  | connecting timed out after 5 s
            ConnectionRequestTimeoutException: pool is empty                    | no connection was free in time
            the route has not ended within 60 s                                 | timed out after 60 s
            CertificateExpiredException: NotAfter: Thu Jan 01 00:00:00 UTC 2026 | certificate expired
            SSLHandshakeException: PKIX path building failed                    | certificate not trusted
            CertificateException: No subject alternative DNS name matching p    | certificate of another host
            SSLHandshakeException: Received fatal alert: protocol_version       | TLS handshake failed
            UnknownHostException: p.example.com                                 | the host's name is not known
            SocketException: Connection reset                                   | connection reset
            ClosedChannelException                                              | connection closed without an answer
            FAILURE, NO account: there is no such report suite                  | FAILURE, NO account: there is no such report suite
            """)
    void isAStatusOrWhatTheNetworkDid(String failure, String cause) {
        assertThat(BriefCause.of(failure)).isEqualTo(cause);
    }

    /** Exceptions are shown in known words, which must be enough to tell causes apart. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            No subject alternative names matching IP address 127.0.0.1 found    | certificate of another host
            No subject alternative DNS name matching p.example.com found.       | certificate of another host
            No name matching p.example.com found                                | certificate of another host
            Hostname p.example.com not verified                                 | certificate of another host
            unable to find valid certification path to requested target         | certificate not trusted
            Received fatal alert: certificate_expired                           | certificate expired
            finishConnect(..) failed: Connection refused: /127.0.0.1:9          | connection refused
            Failed to resolve 'p.example.com'                                   | the host's name is not known
            p.example.com: Name or service not known                            | the host's name is not known
            connect timed out                                                   | connecting timed out
            Read timed out                                                      | timed out
            Connection reset by peer                                            | connection reset
            Broken pipe                                                         | connection reset
            No route to host                                                    | no route to the host
            Network is unreachable                                              | network unreachable
            No space left on device                                             | the disk is full
            """)
    void isKnownOfAnExceptionAsItIsShown(String text, String cause) {
        assertThat(BriefCause.of(FailureClassifier.of(new IOException(text)).getMessage())).isEqualTo(cause);
    }

    @Test
    void whatIsNotKnownIsCut() {
        assertThat(BriefCause.of("x".repeat(500))).hasSize(81).endsWith("…");
        assertThat(BriefCause.of(" ")).isNull();
        assertThat(BriefCause.of(null)).isNull();
    }
}
