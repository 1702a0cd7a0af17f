package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.anivia.contract.EventJson;
import org.junit.jupiter.api.Test;

class TapTextTest {

    @Test
    void aLineSaysWhenWhereWhatAndWhy() throws Exception {
        assertThat(TapText.of(read("""
                {"at":"2026-01-01T12:34:56.789Z","process":"p","point":"failed","source":"web","destination":"splunk",
                 "id":"e1","type":"order","timestamp":"2026-01-01T00:00:00.000Z","event":{"n":12.970},
                 "answer":"HTTP 503"}""")))
                .isEqualTo("12:34:56.789  failed  web -> splunk  order  e1  [HTTP 503]  {\"n\":12.970}");
        assertThat(TapText.of(read("{\"point\":\"accepted\",\"source\":\"web\",\"id\":\"r\",\"type\":null,\"event\":{}}")))
                .isEqualTo("accepted  web  r  {}");
    }

    @Test
    void anEventDoesNotMoveTheCursor() throws Exception {
        assertThat(TapText.of(read("{\"point\":\"event\",\"type\":\"a\\u001b[2Jb\\r\\u009b\\u202e\",\"event\":{\"\\u007f\":1}}")))
                .isEqualTo("event  a\\u001b[2Jb\\u000d\\u009b\\u202e  {\"\\u007f\":1}");
    }

    @Test
    void theEndIsToldIfItIsNotClear() throws Exception {
        assertThat(TapText.end(read("{\"end\":\"limit\",\"shown\":5,\"dropped\":0}"))).isEmpty();
        assertThat(TapText.end(read("{\"end\":\"limit\",\"shown\":5,\"dropped\":7}")))
                .hasValue("7 more were not shown: too many at a time");
        assertThat(TapText.end(read("{\"end\":\"time\",\"shown\":0,\"dropped\":0}")))
                .hasValue("nothing matched in this time");
        assertThat(TapText.end(read("{\"end\":\"stopped\",\"shown\":1,\"dropped\":0}")))
                .hasValue("the process is being stopped");
    }

    private static Map<String, Object> read(String json) throws Exception {
        return EventJson.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
