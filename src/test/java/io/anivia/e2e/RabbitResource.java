package io.anivia.e2e;

import java.util.Map;

import io.anivia.fakes.RabbitNode;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.jspecify.annotations.Nullable;

/** A RabbitMQ node for the time of a test class. */
public class RabbitResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable RabbitNode node;

    @Override
    public Map<String, String> start() {
        RabbitNode started = RabbitNode.create();
        node = started;
        return Map.of("anivia.broker.uri", started.uri());
    }

    @Override
    public void stop() {
        if (node != null) {
            node.close();
        }
    }
}
