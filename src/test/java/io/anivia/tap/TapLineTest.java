package io.anivia.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.contract.EventJson;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TapLineTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_EVENT = 1 << 16;
    /** No name has it, and each value of an event does. */
    private static final String MARK = "vAlUe";

    /** Any event, as deep and wide as it likes: not a part of a value is shown, and the line is short. */
    @Property
    void nothingButNamesAndKindsIsShown(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, Object> event = object(random, 0);
        byte[] json = EventJson.write(event);

        String line = line(false, json, "HTTP 400", "they said " + MARK);

        assertThat(line).doesNotContain(MARK).doesNotContain("77777").hasSizeLessThan(12_000)
                .doesNotContain("\n").doesNotContain("\r");
        assertThat(JSON.readTree(line).get("answer").asText()).isEqualTo("HTTP 400");
    }

    /** Whatever bytes are in a queue: a line, or the words that there is none. */
    @Property
    void anyBytesBecomeALine(@ForAll byte[] bytes, @ForAll boolean values) throws IOException {
        assertThat(JSON.readTree(line(values, bytes, null, null)).get("event").isObject()).isTrue();
    }

    @Property
    void aBrokenOffEventShowsNoValue(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] json = EventJson.write(object(random, 0));
        String cut = new String(json, 0, random.nextInt(json.length), StandardCharsets.UTF_8);

        assertThat(line(false, cut.getBytes(StandardCharsets.UTF_8), null, null)).doesNotContain(MARK)
                .doesNotContain("77777");
    }

    @Test
    void withValuesItIsTheEventToTheDigit() throws IOException {
        String event = "{\"id\":\"e1\",\"type\":\"order\",\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"n\":12.970,"
                + "\"e\":1e5,\"big\":123456789012345678901234567890,\"deep\":[[[[[{\"x\":\"\\ud800\"}]]]]],\"t\":\"a\\nb\"}";

        String line = line(true, bytes(event), "HTTP 400", "no such sku");

        assertThat(line).contains("\"event\":" + event.replace("\\ud800", "\\uD800"))
                .contains("\"id\":\"e1\",\"type\":\"order\",\"timestamp\":\"2026-01-01T00:00:00.000Z\"")
                .contains("\"answer\":\"HTTP 400: no such sku\"");
    }

    @Test
    void secretsAreNeverShown() throws IOException {
        JsonNode line = JSON.readTree(line(true, bytes("{\"password\":\"p\",\"user\":{\"accessToken\":{\"a\":[1]},"
                + "\"Api_Key\":7,\"name\":\"n\"},\"id\":\"e\"}"), null, null));

        assertThat(line.get("event")).isEqualTo(JSON.readTree("{\"password\":\"***\",\"user\":{\"accessToken\":\"***\","
                + "\"Api_Key\":\"***\",\"name\":\"n\"},\"id\":\"e\"}"));
        assertThat(line.get("id").asText()).isEqualTo("e");
    }

    @Test
    void whatIsTooLargeIsShownWithoutValues() throws IOException {
        String line = line(true, bytes("{\"text\":\"" + MARK.repeat(MAX_EVENT) + "\",\"id\":\"e\"}"), null, null);

        assertThat(JSON.readTree(line).get("event")).isEqualTo(JSON.readTree("{\"text\":\"string\",\"id\":\"string\"}"));
    }

    @Test
    void anOutlineEnds() throws IOException {
        JsonNode event = JSON.readTree(line(false, bytes("{\"a\":{\"b\":{\"c\":{\"d\":1}}},\"l\":[1,\"x\",{\"y\":null},4,5],"
                + "\"id\":{\"no\":1}}"), null, null)).get("event");

        assertThat(event).isEqualTo(JSON.readTree("{\"a\":{\"b\":{\"c\":\"object\"}},\"l\":[\"number\",\"string\","
                + "{\"y\":\"null\"},\"… 2 more\"],\"id\":{\"no\":\"number\"}}"));
    }

    private static String line(boolean values, byte[] json, String words, String quoted) throws IOException {
        return new TapLine("p1", values, MAX_EVENT).of(new TappedEvent(TapPoint.FAILED, 1, null, "web", "splunk", json,
                null, words, quoted));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        int members = random.nextInt(random.nextInt(10) == 0 ? 100 : 8);
        for (int i = 0; i < members; i++) {
            object.put("n" + random.nextInt(1000) + (random.nextInt(20) == 0 ? "\u2028\"\n\ud800x" : ""),
                    value(random, depth));
        }
        return object;
    }

    private static Object value(Random random, int depth) {
        switch (random.nextInt(depth < 6 ? 6 : 4)) {
            case 0:
                return MARK + random.nextInt() + "\n\ud800";
            case 1:
                return 77777;
            case 2:
                return random.nextBoolean();
            case 3:
                return null;
            case 4:
                return object(random, depth + 1);
            default:
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                return list;
        }
    }
}
