package io.anivia.fakes;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code localhost}, signed by itself, which is trusted only where a test says so.
 *
 * @param file a PKCS12 key store with the key, and the certificate as {@code server}; its password is {@link #PASSWORD}
 */
public record TestCertificate(Path file, KeyStore store) {

    public static final String PASSWORD = "changeit";
    private static final long PATIENCE_SECONDS = 30;

    /** Makes one, in a directory. */
    public static TestCertificate in(Path directory) throws IOException, GeneralSecurityException {
        Path file = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD,
                "-alias", "server", "-keyalg", "EC", "-validity", "2", "-dname", "CN=localhost",
                "-ext", "san=dns:localhost")
                .inheritIO().start();
        try {
            if (!keytool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IOException("keytool made no certificate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool made a certificate", e);
        }
        return of(file);
    }

    /** One that was made before. */
    public static TestCertificate of(Path file) throws IOException, GeneralSecurityException {
        return new TestCertificate(file, KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
    }

    /** Of a server that shows it, and of a client that trusts it. */
    public SSLContext context() throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
