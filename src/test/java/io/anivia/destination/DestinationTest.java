package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import java.util.function.Predicate;

import io.anivia.common.CapturedLog;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class DestinationTest {

    private static Destination accepting(Predicate<Object> accept) {
        DestinationComponent component = new DestinationComponent();
        component.setCamelContext(new DefaultCamelContext());
        DestinationEndpoint endpoint = new DestinationEndpoint("destination:any", component, "any");
        endpoint.setAccept("${body[a]} > 1");
        return new Destination(endpoint,
                exchange -> accept.test(exchange.getIn().getBody()));
    }

    @Test
    void acceptsWhatItsPredicateSays() {
        assertThat(accepting(body -> Map.of("a", 1).equals(body)).accepts(Map.of("a", 1))).isTrue();
        assertThat(accepting(body -> Map.of("a", 1).equals(body)).accepts(Map.of("a", 2))).isFalse();
    }

    @Test
    void anErrorOfItsPredicateIsAnExceptionForThisEventAlone() {
        assertThatIllegalStateException().isThrownBy(() -> accepting(body -> {
            throw new StackOverflowError();
        }).accepts(Map.of())).withMessage("java.lang.StackOverflowError");
    }

    @Test
    void logsOnceThatItsPredicateFailsWithTheExpressionAndWithoutTheMessage() {
        Destination destination = accepting(body -> {
            throw new IllegalArgumentException("secret");
        });
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 3; i++) {
                assertThatIllegalArgumentException().isThrownBy(() -> destination.accepts(Map.of()));
            }

            assertThat(log.records()).filteredOn(entry -> entry.getLoggerName().equals(Destination.class.getName()))
                    .singleElement().satisfies(entry -> {
                        assertThat(entry.getParameters()).contains("any", "${body[a]} > 1");
                        assertThat(entry.getThrown().toString()).isEqualTo("java.lang.IllegalArgumentException");
                    });
        }
    }

    @Test
    void noEventIsToBlameThatMemoryIsUsedUp() {
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> accepting(body -> {
            throw new OutOfMemoryError("a lot of it");
        }).accepts(Map.of()));
    }
}
