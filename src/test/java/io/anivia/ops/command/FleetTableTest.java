package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.anivia.contract.EventJson;
import org.junit.jupiter.api.Test;

class FleetTableTest {

    @Test
    void showsTheWorstFirstAsItComes() throws Exception {
        assertThat(table("""
                {"at":"2026-01-01T00:00:00.000Z","processes":[{"id":"a","silent":false},{"id":"b","silent":true}],
                 "conservation":{"accepted":10,"routed":20,"delivered":17,"filtered":0,"dead":1,"waiting":2,
                  "unaccounted":0,"holds":false,"note":"a process went"},
                 "verdict":{"headline":"2 things need attention","findings":[
                  {"destination":"splunk","text":"is suspended: HTTP 403."},{"text":"The process b does not\\u0007 answer."},
                  {"kind":"rejecting","text":"2 payloads were rejected."}]},
                 "destinations":[
                  {"name":"splunk","state":"suspended","reason":"HTTP 403 Forbidden","oldestSeconds":4000,"backlog":1234,
                   "dead":0,"inPerSecond":12.25,"outPerSecond":0.0,"emptyInSeconds":null},
                  {"name":"web\\u001b[2J","state":"delivering","condition":"late","oldestSeconds":0,"backlog":0,"dead":3,"inPerSecond":1,
                   "outPerSecond":1.0,"emptyInSeconds":5,"lastFailure":{"words":"HTTP 503"}}]}""")).isEqualTo("""
                2026-01-01T00:00:00.000Z  processes: 2, of which silent: 1
                accepted 10  routed 20  delivered 17  filtered 0  dead 1  waiting 2  unaccounted 0  DOES NOT ADD UP; a process went
                2 things need attention
                - splunk is suspended: HTTP 403.
                - The process b does not\\u0007 answer.
                - 2 payloads were rejected. Why: GET /admin/fleet/input

                DESTINATION   STATE      OLDEST  BACKLOG  IN/S  OUT/S  EMPTY IN  DEAD
                splunk        suspended  66 min     1234  12.3    0.0         -     0  HTTP 403 Forbidden
                web\\u001b[2J  late          0 s        0   1.0    1.0       5 s     3  HTTP 503
                """);
    }

    @Test
    void whatMakesTheSumOneIsShownIfThereIsAny() throws Exception {
        assertThat(table("{\"conservation\":{\"accepted\":1,\"routed\":2,\"earlier\":7,\"delivered\":9,\"filtered\":0,"
                + "\"dead\":0,\"waiting\":0,\"gone\":0,\"unaccounted\":0}}"))
                .contains("routed 2  earlier 7  delivered 9  filtered 0  dead 0  waiting 0  unaccounted 0\n");
        assertThat(table("{\"conservation\":{\"routed\":9,\"earlier\":0,\"delivered\":2,\"waiting\":0,\"gone\":7}}"))
                .contains("routed 9  delivered 2 ").contains("waiting 0  gone 7  unaccounted ");
    }

    @Test
    void anOlderProcessThatKnowsLessIsShown() throws Exception {
        assertThat(table("{\"destinations\":[{\"name\":\"d\",\"state\":\"delivering\",\"condition\":\"dying\"}]}"))
                .contains("d            dead letters ");
        assertThat(table("{}")).contains("processes: 0").contains("DESTINATION");
        assertThat(table("{\"destinations\":[{\"name\":7},null,\"x\"],\"processes\":{},\"conservation\":[]}"))
                .contains("7            -");
    }

    private static String table(String json) throws Exception {
        Map<String, Object> read = EventJson.read(json.getBytes(StandardCharsets.UTF_8));
        return FleetTable.of(read);
    }
}
