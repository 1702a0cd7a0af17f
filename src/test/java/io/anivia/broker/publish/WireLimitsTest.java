package io.anivia.broker.publish;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.anivia.broker.connection.BrokerException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireLimitsTest {

    @Test
    void letsPassWhatFits() {
        assertThatCode(() -> WireLimits.check(message("k".repeat(255), "é".repeat(127),
                Map.of("n".repeat(255), "v".repeat(50_000), "list", List.of(1, 2L, true)))))
                .doesNotThrowAnyException();
    }

    static Stream<Named<OutboundMessage>> unsendable() {
        return Stream.of(
                Named.of("routing key", message("k".repeat(256), null, Map.of())),
                Named.of("content type in UTF-8", message("k", "é".repeat(128), Map.of())),
                Named.of("header name", message("k", null, Map.of("n".repeat(256), 1))),
                Named.of("headers in all", message("k", null, Map.of("a", "v".repeat(35_000), "b", "v".repeat(35_000)))),
                Named.of("type of a value", message("k", null, Map.of("a", new Object()))));
    }

    @ParameterizedTest
    @MethodSource("unsendable")
    void refusesWhatWouldCostTheChannel(OutboundMessage message) {
        assertThatExceptionOfType(BrokerException.Unsendable.class).isThrownBy(() -> WireLimits.check(message));
    }

    private static OutboundMessage message(String routingKey, @Nullable String contentType,
            Map<String, Object> headers) {
        return new OutboundMessage("", routingKey, headers, contentType, null, new byte[0]);
    }
}
