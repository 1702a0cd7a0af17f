package io.anivia.rabbitmq.embedded;

import java.nio.file.Path;

import io.anivia.rabbitmq.LocalBroker;
import io.anivia.rabbitmq.LocalBrokerFactory;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;

/** Starts Qpid brokers. A bean where there is CDI, and as good made with {@code new}. */
@ApplicationScoped
@Unremovable
public class QpidBrokerFactory implements LocalBrokerFactory {

    @Override
    public LocalBroker start(Path directory) {
        return QpidBroker.start(directory, QpidBroker.class.getResource("broker.json"));
    }
}
