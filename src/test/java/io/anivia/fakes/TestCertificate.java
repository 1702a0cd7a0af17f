package io.anivia.fakes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
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
        return in(directory, 2);
    }

    /** The same, valid for some days, in place of one that is there. */
    public static TestCertificate in(Path directory, int days) throws IOException, GeneralSecurityException {
        Path file = directory.resolve("server.p12");
        Files.deleteIfExists(file);
        keytool(file, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-validity", Integer.toString(days), "-dname",
                "CN=localhost", "-ext", "san=dns:localhost");
        return of(file);
    }

    /**
     * Makes one, in a directory, that an authority has signed, which is in the store as {@code authority}. The validity
     * of a certificate that is trusted itself is not looked at.
     *
     * @param start of its validity, which is a day, as keytool wants it
     */
    public static TestCertificate signed(Path directory, String start) throws IOException, GeneralSecurityException {
        Path file = directory.resolve("signed" + start + ".p12");
        Path request = directory.resolve("request");
        Path certificate = directory.resolve("certificate");
        Path authority = directory.resolve("authority.p12");
        Path authoritysOwn = directory.resolve("authority");
        if (Files.notExists(authority)) {
            keytool(authority, "-genkeypair", "-alias", "authority", "-keyalg", "EC", "-validity", "2", "-dname",
                    "CN=authority", "-ext", "bc:c");
            keytool(authority, "-exportcert", "-alias", "authority", "-file", authoritysOwn.toString());
        }
        keytool(file, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost");
        keytool(file, "-certreq", "-alias", "server", "-file", request.toString());
        keytool(authority, "-gencert", "-alias", "authority", "-infile", request.toString(), "-outfile",
                certificate.toString(), "-startdate", start, "-validity", "1", "-ext", "san=dns:localhost");
        keytool(file, "-importcert", "-alias", "authority", "-noprompt", "-file", authoritysOwn.toString());
        keytool(file, "-importcert", "-alias", "server", "-file", certificate.toString());
        return of(file);
    }

    private static void keytool(Path store, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!keytool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IOException("keytool failed: " + String.join(" ", arguments));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool made a certificate", e);
        }
    }

    /** When it is no longer valid, in epoch seconds. */
    public long expirySeconds() throws GeneralSecurityException {
        return ((X509Certificate) store.getCertificate("server")).getNotAfter().toInstant().getEpochSecond();
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
        String anchor = store.containsAlias("authority") ? "authority" : "server";
        trusted.setCertificateEntry(anchor, store.getCertificate(anchor));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
