package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.camel.CamelContext;
import org.apache.camel.Channel;
import org.apache.camel.Processor;
import org.apache.camel.processor.errorhandler.ErrorHandlerSupport;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Camel Quarkus sets Camel up when the program is built; beans of ours take part all the same. */
@QuarkusTest
@TestProfile(PartnerProfile.class)
class CamelBeansIT {

    @Inject
    CamelContext context;

    @Test
    void routesCompareNumbersAsJsonDoes() {
        DefaultExchange exchange = new DefaultExchange(context);
        exchange.getIn().setBody(Map.of("price", new BigDecimal("10.5")));

        assertThat(context.resolveLanguage("simple").createPredicate("${body[price]} > 10").matches(exchange)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"elmer", "prospector", "partner"})
    void eachRouteFinishesItsExchangesOverAnError(String route) {
        assertThat(context.getRoute(route).navigate().next()).isNotEmpty().allSatisfy(step -> {
            assertThat(step).isInstanceOf(Channel.class);
            Processor handler = ((Channel) step).getErrorHandler();
            Processor wrapped = ((ErrorHandlerSupport) handler).getOutput();
            assertThat(((DelegateAsyncProcessor) wrapped).getProcessor().getClass().getName())
                    .startsWith(ErrorInterceptStrategy.class.getName());
        });
    }
}
