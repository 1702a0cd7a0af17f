package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HecEventWriterTest {

    private static final HecEventWriter BARE = new HecEventWriter(null, null, null, null);

    @Test
    void writesAllMembers() throws Exception {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", "e-1");
        event.put("timestamp", "2026-03-01T12:00:00.123Z");
        event.put("type", "purchase");
        event.put("basket", List.of(Map.of("price", 1.5)));

        assertThat(write(new HecEventWriter("pod-1", "anivia", "mobile", "main"), event)).isEqualTo("""
                {"time":1772366400.123,"host":"pod-1","source":"anivia","sourcetype":"mobile","index":"main",\
                "event":{"id":"e-1","timestamp":"2026-03-01T12:00:00.123Z","type":"purchase",\
                "basket":[{"price":1.5}]},"fields":{"id":"e-1"}}""");
    }

    @Test
    void leavesOutFieldsThatAreNotSet() throws Exception {
        assertThat(write(BARE, event("2026-03-01T12:00:00.000Z"))).startsWith("{\"time\":1772366400.000,\"event\":{");
    }

    @ParameterizedTest
    @CsvSource({
            "1970-01-01T00:00:00.000Z, 0.000",
            "1970-01-01T00:00:00.001Z, 0.001",
            "1969-12-31T23:59:59.999Z, -0.001",
            "2026-03-01T12:00:00Z, 1772366400.000",
            "2026-03-01T14:00:00.5+02:00, 1772366400.500",
            "9999-12-31T23:59:59.999Z, 253402300799.999",
    })
    void writesTimeAsPlainDecimal(String timestamp, String time) throws Exception {
        assertThat(write(BARE, event(timestamp))).startsWith("{\"time\":" + time + ",");
    }

    @Test
    void escapesTheId() throws Exception {
        Map<String, Object> event = new HashMap<>(event("2026-03-01T12:00:00.000Z"));
        event.put("id", "ä\"\n");

        assertThat(write(BARE, event)).endsWith("\"fields\":{\"id\":\"ä\\\"\\n\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "", "1772366400", "+1000000000-12-31T23:59:59Z"})
    void refusesUnreadableTimestamps(String timestamp) {
        assertThatThrownBy(() -> write(BARE, event(timestamp))).isInstanceOf(UnencodableEventException.class)
                .hasMessage("has a timestamp that is not RFC 3339");
    }

    @Test
    void refusesEventsWithoutTimestampOrId() {
        assertThatThrownBy(() -> write(BARE, Map.of("id", "e-1"))).isInstanceOf(UnencodableEventException.class)
                .hasMessage("lacks its timestamp");
        assertThatThrownBy(() -> write(BARE, Map.of("timestamp", "2026-03-01T12:00:00Z")))
                .isInstanceOf(UnencodableEventException.class).hasMessage("lacks its id");
    }

    @Test
    void refusesValuesThatJsonCannotExpressWithoutQuotingThem() {
        Map<String, Object> event = new HashMap<>(event("2026-03-01T12:00:00.000Z"));
        event.put("secret", new Object());

        assertThatThrownBy(() -> write(BARE, event)).isInstanceOf(UnencodableEventException.class)
                .hasMessageStartingWith("cannot be written as JSON").hasMessageNotContaining("secret");
    }

    private static Map<String, Object> event(String timestamp) {
        return Map.of("id", "e-1", "timestamp", timestamp);
    }

    private static String write(HecEventWriter writer, Map<String, Object> event)
            throws IOException, UnencodableEventException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(event, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
