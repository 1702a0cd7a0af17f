package io.anivia.destination.http;

import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import org.apache.hc.client5.http.ssl.TrustAllStrategy;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.hc.core5.ssl.SSLContexts;
import org.jspecify.annotations.Nullable;

/** How a transport verifies the server's certificate. */
public final class HttpTrust {

    private final SSLContext context;
    private final boolean verifying;

    private HttpTrust(SSLContext context, boolean verifying) {
        this.context = context;
        this.verifying = verifying;
    }

    /**
     * Trusts a certificate for the server's name that is signed by an authority in the context.
     *
     * @param context {@code null}: the JVM's default
     */
    public static HttpTrust verified(@Nullable SSLContext context) {
        return new HttpTrust(context == null ? SSLContexts.createSystemDefault() : context, true);
    }

    /** Trusts any certificate: what is sent is encrypted, but the receiver is not verified. */
    public static HttpTrust trustAll() throws GeneralSecurityException {
        return new HttpTrust(
                SSLContextBuilder.create().loadTrustMaterial(null, TrustAllStrategy.INSTANCE).build(), false);
    }

    /** The client's side of a new TLS connection. */
    SSLEngine engine(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        if (verifying) {
            SSLParameters parameters = engine.getSSLParameters();
            // RFC 2818: the certificate has to be for the host.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return engine;
    }
}
