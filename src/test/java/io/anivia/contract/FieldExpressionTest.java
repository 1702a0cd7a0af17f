package io.anivia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldExpressionTest {

    private static final String EVENT = """
            {"type": "purchase", "blank": "  ", "none": null, "screen": "home", "big": 12345678901234567890,
             "price": 1E+3, "yes": true, "a.b": "dotted", "a": {"b": "nested", "b.c": "deep"},
             "context": {"device": {"model": "Pixel"}}, "tags": ["x", 2, true], "odd": ["x", {}], "empty": [],
             "products": [{"name": "tea"}, {"name": "cup"}]}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "type                       | purchase",
            "nothing, screen            | home",
            "blank, none, screen        | home",
            "context, screen            | home",
            "context.device.model       | Pixel",
            "big                        | 12345678901234567890",
            "price                      | 1000",
            "yes                        | true",
            "a.b                        | dotted",
            "a.b.c                      | deep",
            "tags                       | x,2,true",
            "products.1.name            | cup",
            "products.2.name, type      | purchase",
            "products.-1.name, type     | purchase",
            "odd, type                  | purchase",
            "empty, type                | purchase",
            "type.more, screen          | home"})
    void findsTheFirstValue(String written, String value) throws IOException {
        assertThat(FieldExpression.parse(written).in(event())).contains(value);
    }

    @Test
    void aTextInQuotesIsALiteral() throws IOException {
        assertThat(FieldExpression.parse("nothing, 'a, b.c '").in(event())).contains("a, b.c ");
        assertThat(FieldExpression.parse("type, 'other'").in(event())).contains("purchase");
    }

    @Test
    void isEmptyIfNoAlternativeHasAValue() throws IOException {
        assertThat(FieldExpression.parse("nothing, blank, none, nothing.at.all").in(event())).isEmpty();
    }

    @Test
    void findsObjects() throws IOException {
        assertThat(FieldExpression.parse("nothing, type, empty, products").objectsIn(event()))
                .isEqualTo(event().get("products"));
        assertThat(FieldExpression.parse("context.device").objectsIn(event()))
                .isEqualTo(List.of(Map.of("model", "Pixel")));
        assertThat(FieldExpression.parse("nothing, .").objectsIn(event())).isEqualTo(List.of(event()));
        assertThat(FieldExpression.parse("nothing, 'x'").objectsIn(event())).isEmpty();
    }

    @Test
    void skipsAValueThatIsBlankAfterTidying() throws IOException {
        assertThat(FieldExpression.parse("screen, type").in(event(), text -> text.replace("home", "")))
                .contains("purchase");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,", ",a", "a,,b", "'a", "''", "'", "'a' b"})
    void refusesOtherSyntax(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> FieldExpression.parse(written));
    }

    private static Map<String, Object> event() throws IOException {
        return JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build()
                .readValue(EVENT, new TypeReference<Map<String, Object>>() { });
    }
}
