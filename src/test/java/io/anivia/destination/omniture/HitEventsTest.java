package io.anivia.destination.omniture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;

import io.anivia.contract.EventJson;
import io.anivia.contract.FieldExpression;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HitEventsTest {

    private static final String EVENT = """
            {"type": "x", "total": 12.50, "big": 1e3, "text": "7.5", "word": "geheim", "none": null,
             "order": {"id": "AB-12/3", "uuid": "0b1ed1b0-4ca9-4d9c-8f05-d5e4c9d3c1a7"}}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "purchase                                  | purchase",
            "purchase , event1,scAdd                   | purchase,event1,scAdd",
            "event12=5                                 | event12=5",
            "event12 = 5.0                             | event12=5.0",
            "event12={total}                           | event12=12.50",
            "event12={big}                             | event12=1000",
            "event12={text}                            | event12=7.5",
            "event12={gone, total}                     | event12=12.50",
            "event12={gone, '0'}, event1               | event12=0,event1",
            "event12={gone}, event1                    | event1",
            "purchase:{order.id}                       | purchase:AB123",
            "purchase:{gone}                           | purchase",
            "purchase:abc                              | purchase:abc",
            "purchase:{order.uuid}                     | purchase:0b1ed1b04ca94d9c8f05",
            "event12={total}:{order.id}, event1000     | event12=12.50:AB123,event1000",
            "event12=5:{order.id}                      | event12=5:AB123"})
    void writesEventsWithTheirValues(String written, String events) throws Exception {
        assertThat(events(written).in(EventJson.read(EVENT.getBytes(UTF_8)))).contains(events);
    }

    @Test
    void isEmptyIfNothingIsLeft() throws Exception {
        assertThat(events("event12={gone}").in(EventJson.read(EVENT.getBytes(UTF_8)))).isEmpty();
    }

    @Test
    void aValueThatIsNoNumberIsPoison() {
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> events("event12={word}").in(EventJson.read(EVENT.getBytes(UTF_8))))
                .withMessageContaining("events.x: event12").withMessageNotContaining("geheim")
                .returns(Fault.POISON, DeliveryException::fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "event1,", "event0", "event1001", "event01", "event 1", "event1=", "event1=x", "event1={}",
            "event1={total", "event1={a}{b}", "event1:", "event1:a:b", "=5", "event1=5=6", "event1;event2"})
    void refusesOtherSyntax(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> events(written)).withMessageContaining("events.x: ");
    }

    @Test
    void refusesANameTwice() {
        Map<String, String> byName = new LinkedHashMap<>();
        byName.put("Order Completed", "purchase");
        byName.put("order completed", "event1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HitEvents.of(FieldExpression.parse("type"), byName))
                .withMessageContaining("events.order completed: twice");
    }

    private static HitEvents events(String written) {
        return HitEvents.of(FieldExpression.parse("type"), Map.of("x", written));
    }
}
