package io.anivia.source.format;

import static io.anivia.source.format.Formats.MAPPER;
import static io.anivia.source.format.Formats.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.core.JsonFactory;
import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InnerDecodingsTest {

    private static final int MAX_DEPTH = 20;
    private static final JsonFactory JSON = EventJson.clientFactory(MAX_DEPTH);
    private static final int MAX_VALUES = 1000;

    private static String apply(String decodings, String event) throws IOException {
        Map<String, @Nullable Object> members = EventJson.read(utf8(event));
        InnerDecodings.parse(decodings).apply(members, JSON, MAX_VALUES);
        return Formats.utf8(EventJson.write(members));
    }

    private static int added(String decodings, String event, int maxValues) throws IOException {
        return InnerDecodings.parse(decodings).apply(EventJson.read(utf8(event)), JSON, maxValues);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '`', value = {
            "`co json` {\"co\":\"{\\\"a\\\":[1.10,1e5]}\"} {\"co\":{\"a\":[1.10,1e5]}}",
            "`a.b json` {\"a\":{\"b\":\"[]\"},\"b\":\"[]\"} {\"a\":{\"b\":[]},\"b\":\"[]\"}",
            "`a json,b json` {\"b\":\"1\",\"a\":\"null\"} {\"b\":1,\"a\":null}",
            "`a[*] json` {\"a\":[\"1\",\"x\",{}]} {\"a\":[1,\"x\",{}]}",
            "`a[*].b[*][*] json` {\"a\":[{\"b\":[[\"1\"],[\"2\",\"3\"]]}]} {\"a\":[{\"b\":[[1],[2,3]]}]}",
            "`r[*] query` {\"r\":[\"?idsite=1&a=x+y&a=2\",\"none\"]} "
                    + "{\"r\":[{\"idsite\":\"1\",\"a\":[\"x`y\",\"2\"]},\"none\"]}",
            "`a number,b number,c number` {\"a\":\"12.970\",\"b\":\"-5\",\"c\":\"1,5\"} "
                    + "{\"a\":12.970,\"b\":-5,\"c\":\"1,5\"}",
            "`a base64` {\"a\":\"dGV4dA==\"} {\"a\":\"text\"}",
            "`a base64` {\"a\":\"/w==\"} {\"a\":\"/w==\"}"})
    void decodesInPlace(String decodings, String event, String expected) throws IOException {
        assertThat(apply(decodings, event)).isEqualTo(expected.replace('`', ' '));
    }

    @Test
    void stepsFollowOneAnother() throws IOException {
        String json = "{\"schema\":\"iglu\",\"data\":[{\"model\":\"iPhone\"}]}";
        String cx = Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(json));
        assertThat(apply("cx base64url json, co base64url json, no base64url json",
                "{\"cx\":\"" + cx + "\",\"co\":" + MAPPER.writeValueAsString(json) + ",\"no\":7}"))
                .isEqualTo("{\"cx\":" + json + ",\"co\":" + json + ",\"no\":7}");
    }

    /** That it is Base64, too, means nothing if no JSON comes of it. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "dGV4dA==", "", " ", "e30 e30", "eyJhIjo"})
    void aValueStaysAsItWasUnlessAllOfItIsDecoded(String value) throws IOException {
        String event = "{\"a\":\"" + value + "\"}";
        assertThat(apply("a base64 json", event)).isEqualTo(event);
        assertThat(added("a base64 json", event, MAX_VALUES)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {}", "1 2", "[] x", "{", "x"})
    void jsonIsOneValue(String value) throws IOException {
        assertThat(apply("a json", "{\"a\":\"" + value + "\"}")).isEqualTo("{\"a\":\"" + value + "\"}");
    }

    @Test
    void attributesBecomeAnObject() throws IOException {
        assertThat(apply("a attributes", "{\"a\":[{\"key\":\"s\",\"value\":{\"stringValue\":\"x\"}},"
                + "{\"key\":\"i\",\"value\":{\"intValue\":\"5\"}},{\"key\":\"d\",\"value\":{\"doubleValue\":1.10}},"
                + "{\"key\":\"b\",\"value\":{\"boolValue\":true}},{\"key\":\"n\",\"value\":{}},{\"key\":\"m\"},"
                + "{\"key\":\"l\",\"value\":{\"arrayValue\":{\"values\":[{\"intValue\":1},{}]}}},"
                + "{\"key\":\"o\",\"value\":{\"kvlistValue\":{\"values\":[{\"key\":\"p\",\"value\":{\"intValue\":"
                + "\"18446744073709551615\"}}]}}},{\"key\":\"e\",\"value\":{\"arrayValue\":{}}},"
                + "{\"key\":\"plain\",\"value\":\"y\"}]}"))
                .isEqualTo("{\"a\":{\"s\":\"x\",\"i\":5,\"d\":1.10,\"b\":true,\"n\":null,\"m\":null,\"l\":[1,null],"
                        + "\"o\":{\"p\":18446744073709551615},\"e\":[],\"plain\":\"y\"}}");
        for (String other : new String[] {"[1]", "[{\"key\":1}]", "[{\"name\":\"a\"}]", "{}", "\"[]\""}) {
            assertThat(apply("a attributes", "{\"a\":" + other + "}")).isEqualTo("{\"a\":" + other + "}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing json", "a.b json", "a[*] json", "a[*].b json", ". query", "b[*] json"})
    void aPathThatLeadsNowhereChangesNothing(String decodings) throws IOException {
        String event = "{\"a\":\"{}\",\"b\":{\"c\":\"1\"}}";
        assertThat(apply(decodings, event)).isEqualTo(event);
    }

    @Test
    void countsTheValuesThatAreAdded() throws IOException {
        assertThat(added("a json", "{\"a\":\"{\\\"b\\\":[1,2]}\"}", MAX_VALUES)).isEqualTo(3);
        assertThat(added("a json, b json", "{\"a\":\"[1]\",\"b\":\"[1]\"}", MAX_VALUES)).isEqualTo(2);
        assertThat(added("a json", "{\"a\":\"1\"}", MAX_VALUES)).isZero();
    }

    @Test
    void addsNoMoreValuesThanAllowed() throws IOException {
        String event = "{\"a\":\"{\\\"b\\\":[1,2]}\",\"c\":\"[1]\",\"d\":\"x=1&y=2\"}";
        assertThat(added("a json, c json", event, 4)).isEqualTo(4);
        assertThat(added("a json, c json", event, 3)).isEqualTo(3);
        assertThat(added("a json, c json", event, 2)).isOne();
        assertThat(added("a json, c json", event, 0)).isZero();
        assertThat(added("d query", event, 2)).isEqualTo(2);
        assertThat(added("d query", event, 1)).isZero();
        assertThat(added("d query", event.replace("y=", "x="), 3)).isEqualTo(3);
        assertThat(added("d query", event.replace("y=", "x="), 2)).isZero();
    }

    @Test
    void nestsNoDeeperThanTheEventMay() throws IOException {
        String deep = "{\"a\":{\"b\":\"" + "[".repeat(MAX_DEPTH - 2) + "]".repeat(MAX_DEPTH - 2) + "\"}}";
        assertThat(added("a.b json", deep, MAX_VALUES)).isEqualTo(MAX_DEPTH - 3);
        String deeper = deep.replace("[]", "[[]]");
        assertThat(added("a.b json", deeper, MAX_VALUES)).isZero();
        assertThat(added("a.b json", deeper.replace("[]", "[".repeat(100_000)), MAX_VALUES)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"a|'a' has no steps", "a jsn|unknown step 'jsn'",
            "a..b json|empty name", "[*] json|empty name",
            "a. json|empty name", "a JSON|known are base64, base64url, json, query"})
    void saysWhatIsNotValid(String written, String message) {
        assertThatThrownBy(() -> InnerDecodings.parse("b json, " + written))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void survivesAnyText() throws IOException {
        InnerDecodings all = InnerDecodings.parse("a base64 json, a json, a query, a number, a attributes, a[*] json,"
                + "a base64url query json, ");
        Random random = new Random(1);
        String alphabet = "{}[]\",:=&%+ aeE0123456789.-\\utfn\u00fc\ud83d\ude00";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Map<String, @Nullable Object> event = EventJson.read(utf8("{\"a\":null}"));
            event.put("a", text.toString());
            int added = all.apply(event, JSON, 5);
            assertThat(added).isBetween(0, 5);
            assertThat(EventJson.write(event)).isNotEmpty();
        }
    }
}
