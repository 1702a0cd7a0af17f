package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** Camel Quarkus registers its own languages when the program is built; ours takes the place of one of them. */
@QuarkusTest
@TestProfile(PartnerProfile.class)
class SimpleLanguageIT {

    @Inject
    CamelContext context;

    @Test
    void routesCompareNumbersAsJsonDoes() {
        DefaultExchange exchange = new DefaultExchange(context);
        exchange.getIn().setBody(Map.of("price", new BigDecimal("10.5")));

        assertThat(context.resolveLanguage("simple").createPredicate("${body[price]} > 10").matches(exchange)).isTrue();
    }
}
