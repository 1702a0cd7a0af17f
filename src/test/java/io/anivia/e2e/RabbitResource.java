package io.anivia.e2e;

import java.util.Map;
import java.util.Optional;

import io.anivia.fakes.RabbitNode;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
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

    /** Skips a test class, with the reason, where there is no RabbitMQ. */
    public static class Required implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<String> why = RabbitNode.whyNotAvailable();
            return why.map(ConditionEvaluationResult::disabled)
                    .orElseGet(() -> ConditionEvaluationResult.enabled("there is a RabbitMQ to start"));
        }
    }
}
