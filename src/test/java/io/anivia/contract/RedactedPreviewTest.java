package io.anivia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class RedactedPreviewTest {

    @Test
    void namesAndKindsAreShownAndValuesAreNot() {
        assertThat(of("""
                {"id": 7, "type": "purchase", "timestamp": "2026-11-25T16:00:00Z", "card": "4111", "price": 1.5,
                 "to": {"name": "Ada"}, "list": ["Ada"], "is": true, "no": null}""")).isEqualTo(new JsonObject("""
                {"id": "7", "type": "purchase", "timestamp": "2026-11-25T16:00:00Z", "card": "string",
                 "price": "number", "to": "object", "list": "array", "is": "boolean", "no": "null"}"""));
    }

    @Test
    void anObjectInThePlaceOfAShownValueIsNotShown() {
        assertThat(of("{\"id\": {\"card\": \"4111\"}, \"type\": [\"4111\"]}").encode()).doesNotContain("4111");
    }

    @Test
    void itIsShort() {
        String members = IntStream.range(0, 1000).mapToObj(i -> "\"" + "n".repeat(900) + i + "\": 1")
                .collect(Collectors.joining(","));

        assertThat(of("{" + members + ", \"id\": \"" + "i".repeat(9000) + "\"}").encode()).hasSizeLessThan(3000)
                .contains("iii");
    }

    @Test
    void whatIsNoObjectIsNotShownAtAll() {
        assertThat(of("[\"4111\"]").encode()).isEqualTo("{\"(array)\":\"8 bytes\"}");
        assertThat(of("").encode()).isEqualTo("{\"(empty)\":\"0 bytes\"}");
        assertThat(of("4111 is no JSON").encode()).doesNotContain("4111");
        assertThat(of("{\"a\": 1, 4111").encode()).contains("(unreadable)").doesNotContain("4111");
    }

    @Test
    void theIdIsFoundWhereverItStands() {
        assertThat(id("{\"a\": {\"id\": \"inner\"}, \"id\": \"outer\"}")).isEqualTo("outer");
        assertThat(id("{\"a\": 1}")).isEqualTo("null");
        assertThat(id("no JSON")).isEqualTo("null");
    }

    private static JsonObject of(String body) {
        return new JsonObject(RedactedPreview.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String id(String body) {
        return String.valueOf(RedactedPreview.labels(body.getBytes(StandardCharsets.UTF_8)).id());
    }
}
