package io.anivia.destination.http;

import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.client5.http.ssl.TrustAllStrategy;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.hc.core5.ssl.SSLContexts;
import org.jspecify.annotations.Nullable;

/** Whom a pool believes to be the server that it wants to talk to. */
public final class HttpTrust {

    private final SSLContext context;
    private final boolean verifying;

    private HttpTrust(SSLContext context, boolean verifying) {
        this.context = context;
        this.verifying = verifying;
    }

    /**
     * Who has a certificate for the server's name, signed by somebody that the context trusts.
     *
     * @param context {@code null}: the JVM's default
     */
    public static HttpTrust verified(@Nullable SSLContext context) {
        return new HttpTrust(context == null ? SSLContexts.createSystemDefault() : context, true);
    }

    /** Anybody: what is sent is encrypted, but who reads it is not known. */
    public static HttpTrust trustAll() throws GeneralSecurityException {
        return new HttpTrust(
                SSLContextBuilder.create().loadTrustMaterial(null, TrustAllStrategy.INSTANCE).build(), false);
    }

    TlsSocketStrategy strategy() {
        return verifying
                ? new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.BOTH,
                        HttpsSupport.getDefaultHostnameVerifier())
                : new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.CLIENT,
                        NoopHostnameVerifier.INSTANCE);
    }
}
