package io.anivia.ops.admin;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.ManagementInterface;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Puts the admin API on the management interface, if that is served: the API needs a broker, which commands do without.
 */
@Singleton
class AdminMount {

    void mount(@Observes ManagementInterface management, Instance<AdminApi> api,
            @ConfigProperty(name = "quarkus.management.host-enabled", defaultValue = "true") boolean isServed) {
        if (isServed) {
            api.get().mount(management.router());
        }
    }
}
