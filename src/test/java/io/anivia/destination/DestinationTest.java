package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import java.util.function.Predicate;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class DestinationTest {

    private static Destination accepting(Predicate<Object> accept) {
        DestinationComponent component = new DestinationComponent();
        component.setCamelContext(new DefaultCamelContext());
        return new Destination(new DestinationEndpoint("destination:any", component, "any"),
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
    void noEventIsToBlameThatMemoryIsUsedUp() {
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> accepting(body -> {
            throw new OutOfMemoryError("a lot of it");
        }).accepts(Map.of()));
    }
}
