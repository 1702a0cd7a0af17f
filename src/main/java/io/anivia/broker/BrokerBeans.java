package io.anivia.broker;

import java.security.NoSuchAlgorithmException;

import javax.net.ssl.SSLContext;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.publish.MessageSizeLimit;
import io.anivia.common.CertificateExpiries;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;

/** Makes the one {@link Broker} of this process from its settings, and what belongs to it. */
class BrokerBeans {

    @Produces
    @Singleton
    Broker broker(BrokerConfig config, TlsConfigurationRegistry tls, Instance<EmbeddedBrokerFactory> localBroker,
            MessageSizeLimit sizeLimit, CertificateExpiries certificates) throws Exception {
        return new Broker(config, sslContext(config, tls), localBroker.isResolvable() ? localBroker.get() : null,
                sizeLimit, certificates);
    }

    private static SSLContext sslContext(BrokerConfig config, TlsConfigurationRegistry registry) throws Exception {
        if (config.tlsConfiguration().isEmpty()) {
            return defaultContext();
        }
        String name = config.tlsConfiguration().get();
        TlsConfiguration configuration = registry.get(name).orElseThrow(() -> new IllegalArgumentException(
                "anivia.broker.tls-configuration names '" + name + "', but there is no quarkus.tls." + name + ".*"));
        return configuration.createSSLContext();
    }

    private static SSLContext defaultContext() throws NoSuchAlgorithmException {
        return SSLContext.getDefault();
    }

    @Produces
    @Singleton
    MessageSizeLimit sizeLimit(BrokerConfig config) {
        return Broker.sizeLimit(config);
    }

    void close(@Disposes Broker broker) {
        broker.close();
    }
}
