package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.cert.Certificate;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import io.anivia.common.CertificateExpiries.TlsPeer;
import io.anivia.fakes.TestCertificate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateExpiriesTest {

    @TempDir
    private static Path directory;
    private static TestCertificate shortOne;
    private static TestCertificate longOne;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CertificateExpiries certificates = new CertificateExpiries(meters);

    @BeforeAll
    static void make() throws Exception {
        shortOne = TestCertificate.in(directory, 2);
        longOne = TestCertificate.in(directory, 90);
    }

    @Test
    void aChainExpiresWithTheFirstOfItsCertificates() throws Exception {
        TestCertificate signed = TestCertificate.signed(directory, "-1H");
        Certificate[] chain = signed.store().getCertificateChain("server");

        assertThat(chain).hasSize(2);
        assertThat(CertificateExpiries.expirySeconds(chain)).hasValue(signed.expirySeconds());
        assertThat(CertificateExpiries.expirySeconds(of(longOne), chain[0])).hasValue(signed.expirySeconds());
        assertThat(CertificateExpiries.expirySeconds()).isEmpty();
    }

    @Test
    void anAuthorityThatHasSignedItselfIsLeftOutBehindOthers() throws Exception {
        assertThat(CertificateExpiries.expirySeconds(of(longOne), of(shortOne))).hasValue(longOne.expirySeconds());
        assertThat(CertificateExpiries.expirySeconds(of(shortOne))).hasValue(shortOne.expirySeconds());
    }

    @Test
    void eachHandshakeTellsAnew() throws Exception {
        TlsPeer peer = certificates.peer("destination", "d:443");
        peer.shookHands(session(shortOne, null));
        assertThat(value("destination")).isEqualTo(shortOne.expirySeconds());

        peer.shookHands(session(longOne, shortOne));

        assertThat(value("destination")).isEqualTo(longOne.expirySeconds());
        assertThat(value("destination-client")).isEqualTo(shortOne.expirySeconds());
    }

    @Test
    void itIsThereUntilTheLastOfItsNameIsClosed() throws Exception {
        TlsPeer former = certificates.peer("destination", "d:443");
        TlsPeer next = certificates.peer("destination", "d:443");
        former.shookHands(session(shortOne, shortOne));
        next.shookHands(session(longOne, null));
        next.shookHands(session(longOne, null));

        former.close();
        former.close();
        former.shookHands(session(shortOne, null));
        assertThat(value("destination")).isEqualTo(longOne.expirySeconds());
        assertThat(meters.getMeters()).as("the former's own is gone").hasSize(1);

        next.close();
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void aPeerWithoutACertificateIsNotMeasured() throws Exception {
        certificates.peer("destination", "d:443").shookHands(session(null, null));
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void thereAreNoMoreThanItsBound() throws Exception {
        for (int i = 0; i < CertificateExpiries.MAX_CERTIFICATES + 5; i++) {
            certificates.peer("destination", "d:" + i).shookHands(session(shortOne, null));
        }
        assertThat(meters.getMeters()).hasSize(CertificateExpiries.MAX_CERTIFICATES);
    }

    private double value(String use) {
        return meters.get(CertificateExpiries.METRIC).tags("use", use, "name", "d:443").gauge().value();
    }

    private static Certificate of(TestCertificate certificate) throws Exception {
        return certificate.store().getCertificate("server");
    }

    private static SSLSession session(@Nullable TestCertificate peer, @Nullable TestCertificate own) throws Exception {
        Certificate[] shown = peer == null ? null : new Certificate[] { of(peer) };
        Certificate[] local = own == null ? null : new Certificate[] { of(own) };
        return (SSLSession) Proxy.newProxyInstance(SSLSession.class.getClassLoader(), new Class<?>[] { SSLSession.class },
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getLocalCertificates")) {
                        return local;
                    }
                    if (shown == null) {
                        throw new SSLPeerUnverifiedException("it has shown none");
                    }
                    return shown;
                });
    }
}
