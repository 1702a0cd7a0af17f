package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What is the same for all steps, by the example of one. */
class StepProducerTest {

    /** Fails on an event whose a is no object. */
    private static final String SET = "fields:x?set=RAW(a.b = 1)";

    @Test
    void changesAnEventOrAList() throws Exception {
        assertThat(Steps.json(body(SET, Steps.event("{'id':'1'}")))).isEqualTo("{'id':'1','a':{'b':1}}");
        assertThat(Steps.json(body(SET, List.of(Steps.event("{'id':'1'}"), Steps.event("{'id':'2','a':{'c':2}}")))))
                .isEqualTo("[{'id':'1','a':{'b':1}},{'id':'2','a':{'c':2,'b':1}}]");
    }

    @Test
    void keepsTheEventOnWhichItFailsWithAWarning() throws Exception {
        Map<String, Object> event = Steps.event("{'a':'secret','anivia':{'warnings':['w']}}");
        assertThat(Steps.json(body(SET, event))).isEqualTo("{'a':'secret','anivia':{'warnings':['w',"
                + "'fields:x failed: there is no place for 'a.b', for what 'b' should be in is no object, nor a list of"
                + " that length']}}");
        assertThat(Steps.json(event)).isEqualTo("{'a':'secret','anivia':{'warnings':['w']}}");
        assertThat(Steps.json(body(SET, List.of(event, Steps.event("{}"))))).contains("'a':'secret'", "{'a':{'b':1}}");
    }

    @Test
    void addsNoMoreThanSomeWarnings() throws Exception {
        Object event = Steps.event("{'a':1}");
        for (int again = 0; again < 30; again++) {
            event = body(SET, event);
        }
        assertThat((Map<?, ?>) event).extracting("anivia").extracting("warnings").asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(20);
    }

    @Test
    void throwsOnAnEventOnWhichItFailsIfItIsToldSo() {
        assertThatThrownBy(() -> body(SET + "&onError=dead", Steps.event("{'a':'secret'}")))
                .isInstanceOf(StepException.class).hasMessageStartingWith("fields:x: there is no place for 'a.b'")
                .hasMessageNotContaining("secret");
    }

    @Test
    void saysWhatItTakes() {
        assertThatThrownBy(() -> body(SET, "{}")).hasMessage("fields:x takes an event or a list of events, not String:"
                + " put it in front of marshal and setBody");
        assertThatThrownBy(() -> body(SET, List.of(1))).hasMessageContaining("not Integer");
    }

    private static Object body(String uri, Object body) throws Exception {
        Exchange exchange = Steps.send(uri, body);
        assertThat(exchange.isRouteStop()).isFalse();
        return exchange.getMessage().getBody();
    }
}
