package io.anivia.source.format;

import static io.anivia.source.format.Formats.decode;
import static io.anivia.source.format.Formats.path;
import static io.anivia.source.format.Formats.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.anivia.source.format.Decoder.Input;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HecDecoderTest {

    private static final Input EVENTS = path("/services/collector/event/1.0", "application/x-www-form-urlencoded");

    private static String hec(String body) throws UndecodableException {
        return decode("hec", body, EVENTS);
    }

    @Test
    void anEventsMembersAreKeptAndTheRecordsAreBesideThem() throws Exception {
        assertThat(hec("{\"time\":\"1795761971.204\",\"host\":\"web-01\",\"event\":{\"a\":1.10, \"time\":0} }"
                + "{\"event\":{ },\"source\":\"s\",\"sourcetype\":\"t\",\"index\":\"i\",\"fields\":{\"f\":[\"g\"]}}\r\n"
                + "{\"event\":\"text\",\"time\":1795761971.5}{\"event\":[1],\"host\":null}"))
                .isEqualTo("""
                        {"a":1.10, "time":0,"time":"1795761971.204","hec":{"host":"web-01"}}
                        {"hec":{"source":"s","sourcetype":"t","index":"i","fields":{"f":["g"]}}}
                        {"message":"text","time":1795761971.5}
                        {"message":[1]}
                        """);
    }

    @Test
    void recordsMayStandInAnArray() throws Exception {
        assertThat(hec(" [{\"event\":{\"a\":1}},\n{\"event\":\"b\",\"time\":2}]"))
                .isEqualTo("{\"a\":1}\n{\"message\":\"b\",\"time\":2}\n");
    }

    @Test
    void metricsHaveTheirNumbersAndDimensions() throws Exception {
        assertThat(hec("{\"time\":1,\"event\":\"metric\",\"host\":\"h\",\"fields\":{\"region\":\"us\","
                + "\"metric_name:cpu.usr\":11.12,\"metric_name:cpu.sys\":\"12\"}}"
                + "{\"event\":\"metric\",\"fields\":{\"_value\":0.6,\"cpu\":\"0\",\"metric_name\":\"cpu.usage\"}}"
                + "{\"event\":\"metric\",\"fields\":{\"a\":1}}{\"event\":\"metric\"}"))
                .isEqualTo("""
                        {"type":"metric","metrics":{"cpu.usr":11.12,"cpu.sys":"12"},"dimensions":{"region":"us"},\
                        "time":1,"hec":{"host":"h"}}
                        {"type":"metric","metrics":{"cpu.usage":0.6},"dimensions":{"cpu":"0"}}
                        {"message":"metric","hec":{"fields":{"a":1}}}
                        {"message":"metric"}
                        """);
    }

    @Test
    void whatIsNoRecordIsPassedOnWithItsNeighbours() throws Exception {
        assertThat(hec("{\"a\":1}{\"event\":{\"b\":2}}3 {\"event\":null,\"c\":4}"))
                .isEqualTo("{\"a\":1}\n{\"b\":2}\n3\n{\"event\":null,\"c\":4}\n");
    }

    @Test
    void whatFollowsWhereTheJsonIsBrokenIsPassedOn() throws Exception {
        assertThat(hec("{\"event\":{\"b\":2}} {\"event\":{\"c\":}} {\"event\":{\"d\":2}}"))
                .startsWith("{\"b\":2}\n").endsWith("{\"event\":{\"c\":}} {\"event\":{\"d\":2}}");
        assertThat(hec("{\"event\":{\"b\":2}} {\"event\":{\"c\":1}"))
                .startsWith("{\"b\":2}\n").endsWith("{\"event\":{\"c\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "text", "{\"a\":", "1 2", "[", "[[]]", "\"\"", "{\"event\":1"})
    void passesOnWhatHasNoRecords(String text) throws Exception {
        byte[] body = utf8(text);
        assertThat(decode("hec", body, EVENTS)).isSameAs(body);
    }

    /** A parser that looked for it would read it, and say of nothing where it lies. */
    @Test
    void jsonInOtherEncodingsIsPassedOn() throws Exception {
        byte[] body = "{\"event\":{\"a\":1}}".getBytes(StandardCharsets.UTF_16LE);
        assertThat(decode("hec", body, EVENTS)).isSameAs(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/services/collector/raw", "/services/collector/raw/1.0/", "/k/abc/services/collector/raw"})
    void rawLinesHaveTheirMetadataInTheQuery(String path) throws Exception {
        Input input = new Input(null, null, path, "channel=c&host=h%20x&sourcetype=t", Map.of(), Formats.MAX_BYTES);
        assertThat(decode("hec", "one\n\n{\"event\":2}\n", input)).isEqualTo("""
                {"message":"one","hec":{"host":"h x","sourcetype":"t"}}
                {"message":"{\\"event\\":2}","hec":{"host":"h x","sourcetype":"t"}}""");
        assertThat(decode("hec", "one", path(path, null))).isEqualTo("{\"message\":\"one\"}");
    }

    @Test
    void aMetricHasNoMoreThanTenThousandFields() throws Exception {
        StringBuilder fields = new StringBuilder("\"metric_name:a\":1");
        for (int field = 0; field < 10_000; field++) {
            fields.append(",\"f").append(field).append("\":1");
        }
        assertThatThrownBy(() -> hec("{\"event\":\"metric\",\"fields\":{" + fields + "}}"))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("10000 fields");
    }

    @Test
    void deepRecordsAreLeftToTheReader() throws Exception {
        String deep = "{\"event\":" + "[".repeat(1000) + "]".repeat(1000) + "}";
        assertThat(hec("{\"event\":{\"a\":1}}" + deep)).isEqualTo("{\"a\":1}\n" + deep);
    }

    @Test
    void holdsToItsBound() {
        byte[] bomb = utf8("{\"event\":0}".repeat(1000));
        assertThatThrownBy(() -> decode("hec", bomb, Formats.atMost(11_000)))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("more than 11000 bytes");
    }
}
