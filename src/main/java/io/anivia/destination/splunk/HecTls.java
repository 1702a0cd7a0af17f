package io.anivia.destination.splunk;

import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.client5.http.ssl.TrustAllStrategy;
import org.apache.hc.core5.ssl.SSLContextBuilder;

/** How much of a server's certificate is checked. */
final class HecTls {

    private HecTls() {
    }

    /** Checks the certificate's chain, as {@code context} trusts, and its host name. */
    static TlsSocketStrategy verifying(SSLContext context) {
        return new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.BOTH,
                HttpsSupport.getDefaultHostnameVerifier());
    }

    /** Checks nothing: encrypted, but with whomever it may be. */
    static TlsSocketStrategy trustingAnybody() throws GeneralSecurityException {
        SSLContext context = SSLContextBuilder.create().loadTrustMaterial(null, TrustAllStrategy.INSTANCE).build();
        return new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.CLIENT, NoopHostnameVerifier.INSTANCE);
    }
}
