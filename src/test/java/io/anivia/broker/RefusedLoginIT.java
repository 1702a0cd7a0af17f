package io.anivia.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import io.anivia.broker.connection.BrokerConfig;
import io.anivia.common.CapturedLog;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.junit.jupiter.api.Test;

/** A wrong password. */
@NeedsRabbit
class RefusedLoginIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void isOneLineForEachConnectionAndNotOneForEachAttempt() {
        RabbitNode node = RabbitNode.shared();
        String uri = node.uri().replace("guest:guest", "guest:s3cret");
        try (CapturedLog log = new CapturedLog();
                Broker broker = TestBrokers.broker(
                        new TestBrokers.Settings(uri, BrokerConfig.QueueType.QUORUM, Duration.ofSeconds(10)))) {
            await().atMost(SOON).until(() -> broker.state().get("consume").contains("refuses the login"));
            await().during(Duration.ofSeconds(5)).atMost(SOON).until(() -> !broker.isReady());
            List<LogRecord> warnings = log.records().stream()
                    .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue()).toList();
            assertThat(warnings).extracting(entry -> entry.getLoggerName() + ": " + entry.getMessage()).hasSize(3)
                    .allMatch(line -> line.startsWith("io.anivia.broker.connection.BrokerConnection"));
            assertThat(warnings).allSatisfy(entry -> assertThat(entry.getParameters()[1].toString())
                    .contains("127.0.0.1:" + node.port(), "refuses the login", "anivia.broker.uri")
                    .doesNotContain("s3cret"));
        }
    }
}
