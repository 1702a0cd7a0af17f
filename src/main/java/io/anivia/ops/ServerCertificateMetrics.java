package io.anivia.ops;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;

import jakarta.enterprise.event.Observes;

import io.anivia.common.CertificateExpiries;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * When the certificates expire that this process shows to clients, {@code http}, and to operators, {@code management}:
 * read from the key store of the TLS configuration at each scrape, so that a certificate that was reloaded is seen.
 */
class ServerCertificateMetrics {

    private static final String USE = "server";

    void register(@Observes StartupEvent started, TlsConfigurationRegistry registry, MeterRegistry meters,
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> http,
            @ConfigProperty(name = "quarkus.management.tls-configuration-name") Optional<String> management) {
        register("http", configuration(registry, http), meters);
        register("management", configuration(registry, management), meters);
    }

    /** As Quarkus chooses it: the default configuration, if it has keys, where none is named. */
    private static Optional<TlsConfiguration> configuration(TlsConfigurationRegistry registry, Optional<String> name) {
        return name.isPresent() ? registry.get(name.get()) : registry.getDefault();
    }

    private static void register(String name, Optional<TlsConfiguration> configuration, MeterRegistry meters) {
        configuration.filter(each -> each.getKeyStore() != null).ifPresent(keys -> CertificateExpiries
                .gauge(() -> expirySeconds(keys.getKeyStore()), Tags.of("use", USE, "name", name)).register(meters));
    }

    /** Epoch seconds of the first that expires; not a number without any. */
    private static double expirySeconds(KeyStore keys) {
        try {
            double earliest = Double.NaN;
            for (String alias : Collections.list(keys.aliases())) {
                Certificate[] chain = keys.getCertificateChain(alias);
                OptionalLong expiry = chain == null ? OptionalLong.empty() : CertificateExpiries.expirySeconds(chain);
                if (expiry.isPresent() && !(earliest <= expiry.getAsLong())) {
                    earliest = expiry.getAsLong();
                }
            }
            return earliest;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key store cannot be read", e);
        }
    }
}
