package io.anivia.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.anivia.contract.EventJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TapFilterTest {

    private static final String EVENT = """
            {"id":"e1","type":"order","total":12.970,"big":1e5,"paid":true,"coupon":null,"a.b":"dotted",
             "user":{"email":"jane@example.com","tags":["x","y"]},
             "products":[{"sku":"s1","sizes":[{"n":1}]},{"sku":"s2","sizes":[{"n":2},{"n":3}]}]}""";

    @ParameterizedTest
    @CsvSource({
            "type=order, true", "type=orders, false", "type=, false", "type~rde, true", "type~, true",
            "total=12.970, true", "total=12.97, false", "big=1e5, true", "paid=true, true", "coupon=null, false",
            "a.b=dotted, true", "user.email~@example, true", "user.email=jane, false", "user~jane, false",
            "user.tags.1=y, true", "user.tags[1]=y, true", "user.tags[*]=x, true", "user.tags[*]=z, false",
            "user.tags=x, false", "products[*].sku=s2, true", "products.*.sku=s3, false",
            "products[*].sizes[*].n=3, true", "products[*].sizes[*].n=4, false", "user.*=jane@example.com, true",
            "missing=1, false", "missing[*].x=1, false", "user.email~a=b, false"})
    void matches(String filter, boolean expected) throws Exception {
        assertThat(TapFilter.parse(filter).matches(EventJson.read(EVENT.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "type", "=x", " =x", "~x", ".a=x", "a.=x", "a..b=x", "*=x", "*.a=x", "a[x]=y",
            "a[*].b[*].c[*]=y", "$.a=x"})
    void isRefusedInWords(String filter) {
        assertThatIllegalArgumentException().isThrownBy(() -> TapFilter.parse(filter)).withMessageContaining("write");
    }

    @Test
    void ofWhatIsShownAFilterReadsNoMoreThanIsShown() {
        Map<String, Object> event = Map.of("type", "t".repeat(256) + "tail", "note", "n".repeat(256) + "tail");

        assertThat(TapFilter.parse("type~tail").matches(event)).isFalse();
        assertThat(TapFilter.parse("type~ttt").matches(event)).isTrue();
        assertThat(TapFilter.parse("note~tail").matches(event)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"id=e1, true", "type~o, true", "timestamp~2026, true", "anivia.receipt=r, true",
            "anivia.address=1, false", "user.email~a, false", "anivia.*=x, false"})
    void asksForShownOnly(String filter, boolean expected) {
        assertThat(TapFilter.parse(filter).asksForShownOnly()).isEqualTo(expected);
    }
}
