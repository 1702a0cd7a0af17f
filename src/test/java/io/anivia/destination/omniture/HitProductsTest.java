package io.anivia.destination.omniture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.anivia.contract.EventJson;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HitProductsTest {

    private static final Map<String, String> OPTIONS = options("from", "products", "category", "category",
            "name", "name, sku", "quantity", "quantity", "price", "price");

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            [{"name":"Monopoly","category":"Games","price":14,"quantity":1},{"name":"UNO","category":"Games",\
            "price":3.45,"quantity":2}]                                         ! Games;Monopoly;1;14.00,Games;UNO;2;6.90
            {"name":"tea","price":1.005,"quantity":1}                           ! ;tea;1;1.01
            {"name":"tea","price":"6.90","quantity":"3"}                        ! ;tea;3;20.70
            {"name":"tea","price":1e2,"quantity":1.5}                           ! ;tea;1.5;150.00
            {"name":"tea","price":0.1,"quantity":3}                             ! ;tea;3;0.30
            {"name":"tea","price":-2.5,"quantity":2}                            ! ;tea;2;-5.00
            {"name":"tea","price":9}                                            ! ;tea;;9.00
            {"name":"tea","quantity":2}                                         ! ;tea;2
            {"sku":55126214}                                                    ! ;55126214
            {"category":"Games"}                                                ! Games
            {"category":"A;B","name":"x, y|z","price":1}                        ! A B;x  y z;;1.00
            {"name":"日本","price":1}                                           ! ;日本;;1.00
            """)
    void writesEachProduct(String products, String written) throws Exception {
        assertThat(HitProducts.of(OPTIONS).in(event("{\"products\":" + products + "}"))).contains(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {"{}", "{\"products\":[]}", "{\"products\":null}", "{\"products\":\"tea\"}",
            "{\"products\":[{\"price\":1}]}", "{\"products\":{\"name\":\" ; \"}}"})
    void writesNothingWithoutAProduct(String event) throws Exception {
        assertThat(HitProducts.of(OPTIONS).in(event(event))).isEmpty();
    }

    @Test
    void addsMerchandising() throws Exception {
        Map<String, String> options = new LinkedHashMap<>(OPTIONS);
        options.put("Event12", "rating");
        options.put("event13", "gone");
        options.put("evar5", "colour, 'none'");
        options.put("eVar6", "size");
        HitProducts products = HitProducts.of(options);

        assertThat(products.in(event("""
                {"products": [{"name": "tea", "price": 2, "quantity": 1, "rating": 4.5, "colour": "red;ish", "size": "L"},
                              {"name": "cup"}]}"""))).contains(";tea;1;2.00;event12=4.5;eVar5=red ish|eVar6=L"
                + ",;cup;;;;eVar5=none");
    }

    @Test
    void theEventItselfMayBeTheProduct() throws Exception {
        Map<String, String> options = options("from", "products, .", "name", "sku", "price", "price");

        assertThat(HitProducts.of(options).in(event("{\"sku\":\"tea\",\"price\":12.97}"))).contains(";tea;;12.97");
        assertThat(HitProducts.of(options).in(event("{\"type\":\"login\"}"))).isEmpty();
        assertThat(HitProducts.of(options).in(event("{\"products\":[{\"sku\":\"cup\"}],\"sku\":\"tea\"}")))
                .contains(";cup");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
            "[\"tea\"]!products.from", "[null]!products.from",
            "{\"name\":\"tea\",\"price\":\"geheim\"}!products.price",
            "{\"name\":\"tea\",\"price\":\"6,90\"}!products.price",
            "{\"name\":\"tea\",\"quantity\":true}!products.quantity"})
    void isPoisonIfAProductIsNotOne(String products, String why) {
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> HitProducts.of(OPTIONS).in(event("{\"products\":" + products + "}")))
                .withMessageContaining(why).withMessageNotContaining("geheim")
                .returns(Fault.POISON, DeliveryException::fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
            "name!sku!from!-!products.from: where", "from!products!price!price!products.name: where",
            "from!products!nmae!sku!products.nmae: a product has no such part", "from!p!event1001!x!products.event1001",
            "from!p!event0!x!products.event0", "from!p!eVar251!x!products.eVar251", "from!,!name!sku!products.from: "})
    void refusesAMistake(String option, String value, String other, String otherValue, String why) {
        Map<String, String> options = options(option, value);
        if (!otherValue.equals("-")) {
            options.put(other, otherValue);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> HitProducts.of(options)).withMessageContaining(why);
    }

    @Test
    void refusesAPartTwice() {
        assertThatIllegalArgumentException().isThrownBy(() -> HitProducts.of(options("from", "p", "name", "n",
                "eVar1", "a", "evar1", "b"))).withMessageContaining("twice");
    }

    @Test
    void isNothingWithoutOptions() throws Exception {
        assertThat(HitProducts.of(Map.of()).in(event("{\"products\":[{\"name\":\"tea\"}]}"))).isEqualTo(Optional.empty());
    }

    private static Map<String, String> options(String... options) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return all;
    }

    private static Map<String, Object> event(String json) throws IOException {
        return EventJson.read(json.getBytes(UTF_8));
    }
}
