package io.anivia.common;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the certificates expire that were shown in the last TLS handshake with each peer:
 * {@code anivia_certificate_expiry_seconds{use,name}}, as Unix time. {@code use} is the peer's, such as
 * {@code destination}, and with {@code -client} behind it of the certificate that this process showed to it;
 * {@code name} is {@code host:port}. At most {@value #MAX_CERTIFICATES} are kept. Thread-safe.
 */
@Singleton
public class CertificateExpiries {

    /** As Micrometer writes it. */
    public static final String METRIC = "anivia.certificate.expiry.seconds";
    static final int MAX_CERTIFICATES = 200;

    private static final Logger LOG = LoggerFactory.getLogger(CertificateExpiries.class);

    private final MeterRegistry meters;
    private final Map<Tags, ShownCertificate> shown = new HashMap<>();
    private boolean isFull;

    @Inject
    public CertificateExpiries(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Of what is not measured, such as a trial of a route. */
    public static CertificateExpiries notMeasured() {
        return new CertificateExpiries(new CompositeMeterRegistry());
    }

    /**
     * When a chain is no longer valid: as soon as one of its certificates is not. An authority that has signed itself is
     * left out behind others, because the receiver trusts its own copy of it or none.
     *
     * @param chain the peer's own certificate first
     * @return epoch seconds; empty without an X.509 certificate
     */
    public static OptionalLong expirySeconds(Certificate... chain) {
        return IntStream.range(0, chain.length).filter(i -> i == 0 || !isOwnIssuer(chain[i]))
                .mapToObj(i -> chain[i]).filter(X509Certificate.class::isInstance)
                .mapToLong(each -> TimeUnit.MILLISECONDS.toSeconds(((X509Certificate) each).getNotAfter().getTime()))
                .min();
    }

    private static boolean isOwnIssuer(Certificate certificate) {
        return certificate instanceof X509Certificate x509
                && x509.getSubjectX500Principal().equals(x509.getIssuerX500Principal());
    }

    /**
     * What a peer shows, until that is closed. Several may be of one peer.
     *
     * @param use such as {@code destination}: few, since it becomes a label
     * @param name {@code host:port}
     */
    public TlsPeer peer(String use, String name) {
        return new TlsPeer(Tags.of("use", use, "name", name), Tags.of("use", use + "-client", "name", name));
    }

    /** One peer. Its certificates are forgotten when it, and all others of the same name, are closed. */
    public final class TlsPeer implements AutoCloseable {

        private final Tags ofPeer;
        private final Tags ofClient;
        private final Set<Tags> held = new HashSet<>();
        private boolean isClosed;

        private TlsPeer(Tags ofPeer, Tags ofClient) {
            this.ofPeer = ofPeer;
            this.ofClient = ofClient;
        }

        /** After a handshake. No effect if it is closed. */
        public void shookHands(SSLSession session) {
            try {
                show(this, ofPeer, session.getPeerCertificates());
            } catch (SSLPeerUnverifiedException anonymous) {
                LOG.debug("{} shows no certificate", ofPeer, anonymous);
            }
            Certificate[] own = session.getLocalCertificates();
            if (own != null) {
                show(this, ofClient, own);
            }
        }

        @Override
        public void close() {
            forget(this);
        }
    }

    private synchronized void show(TlsPeer peer, Tags tags, Certificate... chain) {
        OptionalLong expiry = expirySeconds(chain);
        if (peer.isClosed || expiry.isEmpty()) {
            return;
        }
        ShownCertificate row = shown.get(tags);
        if (row == null) {
            if (shown.size() >= MAX_CERTIFICATES) {
                if (!isFull) {
                    LOG.warn("{} is not measured of {}, nor of others: it has {} series already", METRIC, tags,
                            MAX_CERTIFICATES);
                }
                isFull = true;
                return;
            }
            row = new ShownCertificate(meters, tags);
            shown.put(tags, row);
        }
        row.expirySeconds = expiry.getAsLong();
        if (peer.held.add(tags)) {
            row.holders++;
        }
    }

    private synchronized void forget(TlsPeer peer) {
        peer.isClosed = true;
        for (Tags tags : peer.held) {
            ShownCertificate row = shown.get(tags);
            if (row != null && --row.holders == 0) {
                meters.remove(row.gauge);
                shown.remove(tags);
            }
        }
        peer.held.clear();
    }

    private static final class ShownCertificate {

        private final Gauge gauge;
        private volatile long expirySeconds;
        private int holders;

        ShownCertificate(MeterRegistry meters, Tags tags) {
            gauge = gauge(() -> expirySeconds, tags).register(meters);
        }
    }

    /** The metric of one certificate, which is there as long as its registration. */
    public static Gauge.Builder<?> gauge(Supplier<Number> expirySeconds, Tags tags) {
        return Gauge.builder(METRIC, expirySeconds).tags(tags).description("When a certificate expires, as Unix time");
    }
}
