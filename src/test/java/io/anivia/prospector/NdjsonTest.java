package io.anivia.prospector;

import static io.anivia.prospector.Payloads.SPLITTER;
import static io.anivia.prospector.Payloads.anivia;
import static io.anivia.prospector.Payloads.clock;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.split;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of several records: events one a line, or batches, or a mixture. */
class NdjsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n", "{\"a\":1}\n{\"b\":2}\n{\"c\":3}",
            "{\"a\":1}\r\n{\"b\":2}\r\n{\"c\":3}\r\n", "\n\n{\"a\":1}\n \n\n{\"b\":2}\n\t{\"c\":3}\n\n",
            "{\"a\":1}{\"b\":2} {\"c\":3}", "{\n\"a\":1\n}\n{\n\"b\":2\n}\n{\"c\":\n3\n}\n",
            "{\"a\":1}\n\ufeff{\"b\":2}\n{\"c\":3}"})
    void readsEachLine(String text) {
        for (String type : new String[] {null, "application/json", "application/x-ndjson; charset=utf-8"}) {
            SplitResult split = SPLITTER.split(payload(utf8(text), type, null));
            assertThat(split.rejected()).isEmpty();
            assertThat(split.events()).extracting(Event::id).containsExactly("r-0", "r-1", "r-2");
            assertThat(split.events()).extracting(event -> event.members().keySet().iterator().next())
                    .containsExactly("a", "b", "c");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"b\":2", "{\"b\":\"2", "{b}", "[{\"x\":1},", "{\"b\":", "}", "hello, world", "5",
            "\"text\"", "{\"events\":{}}", "\u0000\u0000", "{\"b\":\"\u0001\"}", "{\"b\":[1,2}",
            "{\"events\":[{\"x\":1},{\"y\":2}", "[1,[2,"})
    void losesNoNeighbourOfABrokenLine(String line) {
        for (String end : new String[] {"\n", "\r\n"}) {
            SplitResult split = split("{\"a\":1}" + end + line + end + "{\"c\":3}" + end);

            assertThat(split.events()).extracting(Event::id).containsExactly("r-0", "r-2");
            assertThat(split.rejected())
                    .extracting(RejectedPart::position, rejected -> utf8(rejected.body()).strip())
                    .containsExactly(tuple(1, line.strip()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"b\":2", "{\"b\":\"2", "{b}", "hello", "5", "{\"events\":{}}", "{\"b\":[1,2}", "[1,2"})
    void losesNoNeighbourOfABrokenFirstLine(String line) {
        SplitResult split = split(line + "\n{\"a\":1}\n{\"c\":3}\n");

        assertThat(split.events()).extracting(Event::id).containsExactly("r-1", "r-2");
        assertThat(split.rejected()).extracting(RejectedPart::position, rejected -> utf8(rejected.body()))
                .containsExactly(tuple(0, line));
    }

    @Test
    void recognizesLinesByTheirContentType() {
        String text = "{\"b\":1,\n{\"a\":1}\n";
        assertThat(split(text).rejected()).singleElement()
                .satisfies(rejected -> assertThat(rejected.isWholePayload()).isTrue());
        SplitResult split = SPLITTER.split(payload(utf8(text), "application/x-ndjson", null));
        assertThat(split.events()).hasSize(1);
        assertThat(split.rejected()).extracting(rejected -> utf8(rejected.body())).containsExactly("{\"b\":1,");
    }

    @Test
    void losesNoNeighbourOfALineBeyondTheLimits() {
        String deep = "{\"d\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}";
        SplitResult split = split("{\"a\":1}\n" + deep + "\n{\"c\":3}");
        assertThat(split.events()).extracting(Event::index).containsExactly(0, 2);
        assertThat(split.rejected()).extracting(rejected -> utf8(rejected.body())).containsExactly(deep);
    }

    @Test
    void countsOnThroughBatches() {
        SplitResult split = split("""
                {"a":1}
                {"x":1,"events":[{"b":1},5,{"c":1}]}
                [{"d":1},{"e":1}]
                {"f":1}
                """);
        assertThat(split.events()).extracting(Event::index).containsExactly(0, 1, 3, 4, 5, 6);
        assertThat(split.rejected()).extracting(RejectedPart::position).containsExactly(2);
        assertThat(split.events()).filteredOn(event -> event.members().containsKey("x")).hasSize(2);
    }

    @Test
    void rejectsABrokenBatchWithTheEventsBeforeTheBreak() {
        SplitResult split = split("""
                {"a":1}
                {"events":[{"b":1},{"c":1},]}
                {"d":1}
                """);
        assertThat(split.events()).extracting(Event::id).containsExactly("r-0", "r-2");
    }

    @Test
    void hasAnOffsetForEachRecord() {
        SplitResult split = split("""
                {"sentAt":1795441000,"events":[{"timestamp":1795440990},{"timestamp":1795440991}]}
                {"timestamp":1795441010}
                {"sentAt":"soon","timestamp":1795441010}
                {"sentAt":1795441069.5,"timestamp":1795441010}
                """);
        assertThat(split.events()).extracting(event -> clock(event).get("offsetMs"))
                .containsExactly(369_500L, 369_500L, null, null, 300_000L);
        assertThat(split.events()).extracting(event -> anivia(event).get("sentAt")).containsExactly(
                "2026-11-23T13:36:40.000Z", "2026-11-23T13:36:40.000Z", null, null, "2026-11-23T13:37:49.500Z");
        assertThat(split.events()).extracting(event -> event.members().get("timestamp")).containsExactly(
                "2026-11-23T13:42:39.500Z", "2026-11-23T13:42:40.500Z", "2026-11-23T13:36:50.000Z",
                "2026-11-23T13:36:50.000Z", "2026-11-23T13:41:50.000Z");
    }
}
