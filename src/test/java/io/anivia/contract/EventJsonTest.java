package io.anivia.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"12.970", "1E+400", "-0.0", "0", "-2147483649", "9223372036854775808", "1e-7",
            "123456789012345678901234567890.123456789012345678901234567890"})
    void numbersKeepTheirDigits(String number) throws IOException {
        BigDecimal exact = new BigDecimal(number);

        String written = new String(EventJson.write(EventJson.read(utf8("{\"n\":" + number + "}"))), UTF_8);

        assertThat(new BigDecimal(written.substring(5, written.length() - 1))).isEqualTo(exact);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.10", "1e5", "1E+5", "1e-7", "0.0000001", "0.00000012", "-0.0", "0e0", "12345678901234567890",
            "52.5200066", "0.000001", "1.5e1000", "100", "-1e0"})
    void numbersKeepTheirText(String number) throws IOException {
        Map<String, Object> event = EventJson.read(utf8("{\"n\":" + number + ",\"l\":[" + number + "]}"));

        assertThat(EventJson.write(event)).asString(UTF_8)
                .isEqualTo("{\"n\":" + number + ",\"l\":[" + number + "]}");
        assertThat(event.get("n")).hasToString(number);
    }

    @Test
    void valuesHaveTheDocumentedTypes() throws IOException {
        Map<String, Object> event = EventJson.read(utf8("""
                {"i":1,"l":2147483648,"b":9223372036854775808,"d":1.0,"s":"\u00e9","t":true,"n":null,
                "a":[{}],"i":2}"""));

        assertThat(event).containsExactly(Map.entry("i", 2), Map.entry("l", 2147483648L),
                Map.entry("b", new BigInteger("9223372036854775808")), Map.entry("d", new BigDecimal("1.0")),
                Map.entry("s", "\u00e9"), Map.entry("t", true), Collections.singletonMap("n", null).entrySet()
                        .iterator().next(), Map.entry("a", List.of(Map.of())));
    }

    @Test
    @SuppressWarnings("unchecked")
    void anEventMayBeChanged() throws IOException {
        Map<String, Object> event = EventJson.read(utf8("{\"a\":[1]}"));

        event.put("b", 2);
        ((List<Object>) event.get("a")).add(3);

        assertThat(EventJson.write(event)).asString(UTF_8).isEqualTo("{\"a\":[1,3],\"b\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1001", "1E+1001", "-1.5e-1001", "1e999999999", "0e20000000", "123e2147483647",
            "1e-2147483648", "1e99999999999", "1e-99999999999", "1e00000000000001001"})
    void anExponentBeyondItsBoundIsBeyondALimitWhereverItStands(String number) throws IOException {
        for (String text : List.of("{\"a\":%s}", "{\"a\":{\"b\":[{\"c\":%s}]}}", "{\"a\":[1,%s]}")) {
            assertThatThrownBy(() -> EventJson.read(utf8(text.formatted(number))))
                    .isInstanceOf(StreamConstraintsException.class).hasMessageNotContaining(number);
            assertThatThrownBy(() -> readAsClients(text.formatted(number)))
                    .isInstanceOf(StreamConstraintsException.class);
        }
        try (JsonParser parser = EventJson.queuedParser(utf8(number))) {
            assertThatThrownBy(() -> EventJson.readValue(parser)).isInstanceOf(StreamConstraintsException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1000", "-1e-1000", "123.456E+1000", "0.001e-0001000", "0.5", "1e0"})
    void aNumberIsNotMuchLongerWhenItIsWrittenOut(String number) throws IOException {
        BigDecimal read = (BigDecimal) EventJson.read(utf8("{\"a\":" + number + "}")).get("a");

        assertThat(read).isEqualTo(new BigDecimal(number));
        assertThat(read.toPlainString()).hasSizeLessThanOrEqualTo(number.length() + EventJson.MAX_EXPONENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "1", "\"a\"", "{", "{\"a\":1", "{'a':1}", "{\"a\":NaN}",
            "{\"a\":01}"})
    void otherTextIsNoEvent(String text) {
        assertThatThrownBy(() -> EventJson.read(utf8(text))).isInstanceOf(JsonProcessingException.class);
    }

    /** A route may put anything into an event: what data binding writes is the measure. */
    @Test
    void typesOfARouteAreWrittenAsByDataBinding() throws IOException {
        Map<Object, Object> event = new LinkedHashMap<>();
        event.put("double", 1.5);
        event.put("float", 2.5f);
        event.put("short", (short) 3);
        event.put("array", new int[] {1, 2});
        event.put("set", Set.of("x"));
        event.put("enum", Thread.State.NEW);
        event.put("builder", new StringBuilder("text"));
        event.put("bytes", new byte[] {1, 2, 3});
        event.put("record", new Point(1, 2));
        event.put("nested", Arrays.asList(Map.of(1, 1.5), null, 'c'));
        event.put(7, "a name that is a number");

        assertThat(EventJson.write(event)).asString(UTF_8)
                .isEqualTo(JsonMapper.builder().build().writeValueAsString(event));
    }

    record Point(int x, int y) {
    }

    @Test
    void whatHasNoJsonIsAnError() {
        Map<String, Object> cycle = new LinkedHashMap<>();
        cycle.put("self", cycle);

        assertThatThrownBy(() -> EventJson.write(cycle)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> EventJson.write(Map.of("a", new Object())))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> EventJson.write(Collections.singletonMap(null, 1)))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void clientsAreBoundedAndQueuedEventsAreNot() throws IOException {
        String longName = "{\"" + "n".repeat(EventJson.MAX_CLIENT_NAME_CHARACTERS + 1) + "\":1}";
        String longNumber = "{\"a\":" + "1".repeat(EventJson.MAX_CLIENT_NUMBER_DIGITS + 1) + "}";
        String deep = "{\"a\":" + "[".repeat(10) + "]".repeat(10) + "}";
        for (String text : List.of(longName, longNumber, deep)) {
            assertThatThrownBy(() -> readAsClients(text)).isInstanceOf(StreamConstraintsException.class);
            assertThat(EventJson.read(utf8(text))).hasSize(1);
        }
        assertThat(readAsClients("{\"a\":\"" + "x".repeat(30_000_000) + "\"}")).hasSize(1);
    }

    @Test
    void nestingIsBoundedInQueuesToo() {
        String tooDeep = "{\"a\":" + "[".repeat(EventJson.MAX_DEPTH) + "]".repeat(EventJson.MAX_DEPTH) + "}";

        assertThatThrownBy(() -> EventJson.read(utf8(tooDeep))).isInstanceOf(StreamConstraintsException.class);
    }

    @Test
    void aGeneratorLeavesItsStreamOpen() throws IOException {
        boolean[] isClosed = new boolean[1];
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                isClosed[0] = true;
            }
        };
        try (JsonGenerator generator = EventJson.generator(out)) {
            generator.writePOJO(List.of(1, "a"));
        }

        assertThat(out.toString(UTF_8)).isEqualTo("[1,\"a\"]");
        assertThat(isClosed[0]).isFalse();
    }

    private static Map<String, Object> readAsClients(String text) throws IOException {
        try (JsonParser parser = EventJson.clientFactory(10).createParser(utf8(text))) {
            parser.nextToken();
            return EventJson.readObject(parser);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
