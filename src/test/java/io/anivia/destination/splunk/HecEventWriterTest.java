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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HecEventWriterTest {

    private static final HecEventWriter BARE = new HecEventWriter(HecMetadata.NONE, null, 1024);

    @Test
    void writesAllMembers() throws Exception {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", "e-1");
        event.put("timestamp", "2026-03-01T12:00:00.123Z");
        event.put("type", "purchase");
        event.put("basket", List.of(Map.of("price", 1.5)));

        assertThat(write(writer("mobile-metrics"), event)).isEqualTo("""
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

    @Test
    void anEventsOwnMetadataComesFirstAndIsNotRepeated() throws Exception {
        Map<String, Object> event = new LinkedHashMap<>(event("1970-01-01T00:00:00Z"));
        event.put("hec", Map.of("host", "h", "index", "own", "fields", Map.of("f", List.of(1, "a"))));

        assertThat(write(writer(null), event)).startsWith("""
                {"time":0.000,"host":"h","source":"anivia","sourcetype":"mobile","index":"own","event":{""")
                .doesNotContain("hec").endsWith("\"fields\":{\"f\":[1,\"a\"],\"id\":\"e-1\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_audit", "Big", "-a", "a b", ""})
    void anIndexThatCannotBeIsNotUsedAndStaysInTheEvent(String index) throws Exception {
        Map<String, Object> event = new LinkedHashMap<>(event("1970-01-01T00:00:00Z"));
        event.put("hec", Map.of("index", index));

        assertThat(write(writer(null), event)).contains("\"index\":\"main\",\"event\"", "\"hec\":{");
    }

    @Test
    void metadataIsNotUsedIfThatIsSwitchedOff() throws Exception {
        Map<String, Object> event = new LinkedHashMap<>(event("1970-01-01T00:00:00Z"));
        event.put("hec", Map.of("index", "own", "host", "h"));

        assertThat(write(new HecEventWriter(HecMetadata.of("pod-1", null, null, "main"), null, null), event))
                .contains("\"host\":\"pod-1\",\"index\":\"main\"", "\"hec\":{");
    }

    @Test
    void aResourceOfOpenTelemetryNamesThemToo() throws Exception {
        Map<String, Object> event = new LinkedHashMap<>(event("1970-01-01T00:00:00Z"));
        event.put("severityText", "WARN");
        event.put("traceId", "0af7");
        event.put("resource", Map.of("attributes", Map.of("host.name", "h", "com.splunk.source", "s",
                "com.splunk.sourcetype", "t", "com.splunk.index", "i")));

        assertThat(write(writer(null), event)).startsWith("""
                {"time":0.000,"host":"h","source":"s","sourcetype":"t","index":"i","event":{""")
                .contains("\"severityText\":\"WARN\"", "\"traceId\":\"0af7\"", "\"resource\":");
    }

    @Test
    void metricsAreAMetricEvent() throws Exception {
        Map<String, Object> event = new LinkedHashMap<>(event("1970-01-01T00:00:00Z"));
        event.put("type", "metric");
        event.put("metrics", Map.of("cpu", 0.5));
        event.put("dimensions", Map.of("core", 1, "_value", 3));

        assertThat(write(writer("m"), event)).isEqualTo("""
                {"time":0.000,"host":"pod-1","source":"anivia","sourcetype":"mobile","index":"m","event":"metric",\
                "fields":{"metric_name:cpu":0.5,"core":"1"}}""");
    }

    @Test
    void aMetricWithoutNumbersIsAnOrdinaryEvent() throws Exception {
        Map<String, Object> event = new LinkedHashMap<>(event("1970-01-01T00:00:00Z"));
        event.put("type", "metric");
        event.put("metrics", Map.of("cpu", "high"));

        assertThat(write(writer("m"), event)).contains("\"index\":\"main\"", "\"metrics\":{", "\"id\":\"e-1\"");
    }

    @Test
    void aHistogramIsOneEventForItsSumsAndOneForEachBucket() throws Exception {
        Map<String, Object> event = new LinkedHashMap<>(event("1970-01-01T00:00:00Z"));
        event.put("type", "metric");
        event.put("name", "lag");
        event.put("aggregationTemporality", 2);
        event.put("count", 3);
        event.put("sum", 7.5);
        event.put("bucketCounts", List.of(1, 2));
        event.put("explicitBounds", List.of(10.0));
        event.put("attributes", Map.of("queue", List.of("a")));

        assertThat(write(BARE, event).replace("{\"time\":0.000,\"event\":\"metric\",\"fields\":", "").split(" "))
                .satisfies(lines -> {
                    assertThat(lines).hasSize(3);
                    assertThat(lines[0]).contains("\"metric_name:lag_sum\":7.5,\"metric_name:lag_count\":3",
                            "\"queue\":\"[\\\"a\\\"]\"", "\"metric_type\":\"Histogram\"");
                    assertThat(lines[1]).contains("\"metric_name:lag_bucket\":1,", "\"le\":\"10\"");
                    assertThat(lines[2]).contains("\"metric_name:lag_bucket\":3,", "\"le\":\"+Inf\"");
                });
    }

    @Test
    void gaugesSumsAndSummariesAreMetricEvents() throws Exception {
        Map<String, Object> event = new LinkedHashMap<>(event("1970-01-01T00:00:00Z"));
        event.put("type", "metric");
        event.put("name", "n");
        event.put("asInt", 4);
        assertThat(write(BARE, event)).contains("\"metric_name:n\":4", "\"metric_type\":\"Gauge\"");
        event.put("aggregationTemporality", 2);
        assertThat(write(BARE, event)).contains("\"metric_type\":\"Sum\"");
        event.remove("asInt");
        event.put("count", 2);
        event.put("quantileValues", List.of(Map.of("quantile", 0.5, "value", 9)));
        assertThat(write(BARE, event)).contains("\"metric_name:n_count\":2", "\"metric_name:n_0.5\":9",
                "\"qt\":\"0.5\"");
    }

    private static HecEventWriter writer(@Nullable String metricsIndex) {
        return new HecEventWriter(HecMetadata.of("pod-1", "anivia", "mobile", "main"), metricsIndex, 1024);
    }

    private static Map<String, Object> event(String timestamp) {
        return Map.of("id", "e-1", "timestamp", timestamp);
    }

    private static String write(HecEventWriter writer, Map<String, Object> event)
            throws IOException, UnencodableEventException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(event, out, 100_000);
        return out.toString(StandardCharsets.UTF_8).stripTrailing();
    }
}
