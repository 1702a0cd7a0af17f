package io.anivia.destination.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

class NdjsonTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void writesALineForEachEvent() throws JsonProcessingException {
        assertThat(text(List.of(Map.of("a", 1), Map.of("b", new BigDecimal("1.10")))))
                .isEqualTo("{\"a\":1}\n{\"b\":1.10}\n");
        assertThat(text(List.of())).isEmpty();
    }

    @Test
    void keepsAnEventOnItsLine() throws JsonProcessingException {
        String text = text(List.of(Map.of("text", "one\ntwo\r\nthree\u2028four\u0085")));

        assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
        assertThat(text).doesNotContain("\r");
    }

    @Test
    void keepsHalfASurrogatePair() throws JsonProcessingException {
        String text = text(List.of(Map.of("text", "cut \ud83d")));

        assertThat(MAPPER.readTree(text).get("text").textValue()).isEqualTo("cut \ud83d");
    }

    private static String text(List<Map<String, Object>> events) throws JsonProcessingException {
        return new String(Ndjson.lines(events), UTF_8);
    }
}
