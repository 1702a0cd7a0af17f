package io.anivia.broker.embedded;

import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

import jakarta.enterprise.context.ApplicationScoped;

import io.anivia.broker.EmbeddedBroker;
import io.anivia.broker.EmbeddedBrokerFactory;
import io.quarkus.arc.Unremovable;

/** Starts Qpid brokers. A bean where there is CDI, and as good made with {@code new}. */
@ApplicationScoped
@Unremovable
public class QpidBrokerFactory implements EmbeddedBrokerFactory {

    @Override
    public EmbeddedBroker start(Path directory) {
        return QpidBroker.start(directory, configuration(), () -> Runtime.getRuntime().halt(1));
    }

    /** The broker's initial configuration. */
    static URL configuration() {
        return Objects.requireNonNull(QpidBroker.class.getResource("broker.json"));
    }
}
