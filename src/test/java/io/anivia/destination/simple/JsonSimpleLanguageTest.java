package io.anivia.destination.simple;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;

import io.anivia.contract.EventJson;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an integrator writes in accept, choice and filter, evaluated by Camel over events as they are read. */
class JsonSimpleLanguageTest {

    private static final String TABLE = "/simple/comparisons.csv";
    private static final CamelContext CAMEL = new DefaultCamelContext();

    @BeforeAll
    static void start() {
        CAMEL.getRegistry().bind("simple", new JsonSimpleLanguage());
        CAMEL.start();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
    }

    @ParameterizedTest
    @CsvFileSource(resources = TABLE, delimiter = '|', quoteCharacter = '`')
    void compares(String expression, String event, boolean expected) throws IOException {
        assertThat(simple().createPredicate(expression).matches(exchange(event))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvFileSource(resources = TABLE, delimiter = '|', quoteCharacter = '`')
    void comparesInAChoice(String expression, String event, boolean expected) throws Exception {
        PluginHelper.getRoutesLoader(CAMEL).loadRoutes(ResourceHelper.fromString("choice.camel.yaml", """
                - route:
                    id: choice
                    from:
                      uri: direct:choice
                      steps:
                        - choice:
                            when:
                              - expression:
                                  simple:
                                    expression: >-
                                      %s
                                steps:
                                  - setBody: {constant: yes}
                            otherwise:
                              steps:
                                - setBody: {constant: no}
                """.formatted(expression)));
        try {
            Object chosen = CAMEL.createFluentProducerTemplate().to("direct:choice")
                    .withBody(EventJson.read(event.getBytes(UTF_8))).request();
            assertThat(chosen).isEqualTo(expected ? "yes" : "no");
        } finally {
            CAMEL.getRouteController().stopRoute("choice");
            CAMEL.removeRoute("choice");
        }
    }

    @Test
    void isTheLanguageOfTheContext() {
        assertThat(CAMEL.resolveLanguage("simple")).isInstanceOf(JsonSimpleLanguage.class);
    }

    @Test
    void aPredicateWithinAnExpressionComparesAlike() throws IOException {
        Expression iif = simple().createExpression("${iif(${body[price]} > 10,dear,cheap)}");
        iif.init(CAMEL);
        assertThat(iif.evaluate(exchange("{\"price\":10.5}"), String.class)).isEqualTo("dear");
        assertThat(simple().createExpression("${body[price]} > 10", new Object[] {Boolean.class, null})
                .evaluate(exchange("{\"price\":10.5}"), Boolean.class)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.10", "1e5", "12345678901234567890", "0.0000001", "-0.0"})
    void aNumberInATextKeepsItsDigits(String number) throws IOException {
        assertThat(simple().createExpression("price: ${body[n]}").evaluate(exchange("{\"n\":" + number + "}"),
                String.class)).isEqualTo("price: " + number);
    }

    @Test
    void aLongNumberWithoutQuotesIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> simple().createPredicate("${body[n]} > 12345678901234567890"))
                .isInstanceOf(SimpleIllegalSyntaxException.class).hasMessageContaining("written in single quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${body[a] == 1", "${body[a]} ==", "${body[a]} == 'x"})
    void whatCamelRefusesIsRefused(String expression) {
        assertThatThrownBy(() -> simple().createPredicate(expression))
                .isInstanceOf(SimpleIllegalSyntaxException.class);
    }

    @Test
    void aRangeThatIsNoneIsRefusedWhenItIsEvaluated() {
        assertThatThrownBy(() -> simple().createPredicate("${body[a]} range 'a..b'").matches(exchange("{\"a\":1}")))
                .isInstanceOf(SimpleIllegalSyntaxException.class);
    }

    private static Language simple() {
        return CAMEL.resolveLanguage("simple");
    }

    private static Exchange exchange(String event) throws IOException {
        Map<String, Object> body = EventJson.read(event.getBytes(UTF_8));
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.getIn().setBody(body);
        return exchange;
    }
}
