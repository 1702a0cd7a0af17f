package io.anivia.prospector;

import static io.anivia.prospector.Payloads.RECEIVED_AT;
import static io.anivia.prospector.Payloads.SPLITTER;
import static io.anivia.prospector.Payloads.anivia;
import static io.anivia.prospector.Payloads.clock;
import static io.anivia.prospector.Payloads.gzip;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.split;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import io.anivia.contract.EventJson;
import io.anivia.contract.RequestParts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads as clients should send them. */
class PayloadSplitterTest {

    @Test
    void makesABareEventOneEvent() {
        SplitResult split = split("""
                {"type": "tap", "timestamp": "2026-11-23T13:42:40+00:00"}""");

        assertThat(split.rejected()).isEmpty();
        assertThat(split.events()).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo("r-0");
            assertThat(utf8(event.json())).isEqualTo("""
                    {"type":"tap","timestamp":"2026-11-23T13:42:40.000Z","id":"r-0",\
                    "anivia":{"receipt":"r","index":0,"source":"events","address":"10.0.0.1",\
                    "receivedAt":"2026-11-23T13:42:49.500Z",\
                    "clock":{"method":"device","offsetMs":null,"original":"2026-11-23T13:42:40+00:00"}}}""");
        });
    }

    @Test
    void takesTheMembersOfAnEnvelope() {
        SplitResult split = split("""
                {"app": "shop", "sentAt": 1795441069.5, "events": [
                  {"id": "a", "timestamp": 1795441060}, {"messageId": 17, "app": "own"}, {"app": null}
                ], "device": {"os": "iOS"}}""");

        assertThat(split.rejected()).isEmpty();
        assertThat(split.events()).extracting(Event::id).containsExactly("a", "17", "r-2");
        assertThat(split.events()).extracting(Event::index).containsExactly(0, 1, 2);
        assertThat(split.events()).extracting(event -> event.members().get("app")).containsExactly("shop", "own", null);
        assertThat(split.events()).extracting(event -> utf8(event.json()))
                .allSatisfy(json -> assertThat(json).contains("\"device\":{\"os\":\"iOS\"}")
                        .doesNotContain("\"events\":"));
        Event first = split.events().get(0);
        assertThat(first.members()).containsEntry("timestamp", "2026-11-23T13:42:40.000Z").doesNotContainKey("sentAt");
        assertThat(anivia(first).get("sentAt")).isEqualTo("2026-11-23T13:37:49.500Z");
        assertThat(clock(first).get("method")).isEqualTo("sent-at");
        assertThat(clock(first).get("offsetMs")).isEqualTo(300_000L);
        assertThat(clock(first).get("original")).isEqualTo(1795441060);
        assertThat(clock(split.events().get(1)).get("method")).isEqualTo("received");
    }

    @Test
    void takesTheMembersOfAnArray() {
        SplitResult split = split("[{\"a\":1},{\"events\":[{}]},{}]");

        assertThat(split.rejected()).isEmpty();
        assertThat(split.events()).extracting(Event::id).containsExactly("r-0", "r-1", "r-2");
        assertThat(split.events().get(1).members()).containsKey("events");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"events\":[]}", " \n{\"sentAt\":1,\"events\" : [ ] }\r\n"})
    void findsNothingInAnEmptyBatch(String json) {
        assertThat(split(json)).isEqualTo(new SplitResult(List.of(), List.of()));
    }

    @Test
    void inflatesAndSkipsAByteOrderMark() {
        byte[] text = utf8("\ufeff [{\"n\":1}]");
        assertThat(SPLITTER.split(payload(text)).events()).hasSize(1);
        assertThat(SPLITTER.split(payload(gzip(text), null, "gzip")).events()).hasSize(1);
    }

    @Test
    void dropsTheClientsOwnAnivia() {
        SplitResult split = split("""
                {"anivia": 1, "events": [{"anivia": {"receipt": "forged", "admin": true}, "a": 1}, {}]}""");

        assertThat(split.events()).allSatisfy(event -> {
            assertThat(anivia(event).get("receipt")).isEqualTo("r");
            assertThat(anivia(event).containsKey("admin")).isFalse();
        });
        assertThat(split.events().get(0).members().keySet()).containsExactly("a", "id", "timestamp", "anivia");
    }

    @Test
    void sharesATimestampButNeverAnId() {
        SplitResult split = split("""
                {"id": "dev-7", "messageId": "m", "timestamp": "2026-11-23T13:42:40Z",
                 "events": [{}, {"id": "own"}, {"timestamp": null}]}""");

        assertThat(split.events()).extracting(Event::id).containsExactly("r-0", "own", "r-2");
        assertThat(split.events()).extracting(event -> anivia(event).get("originalId"))
                .containsExactly("dev-7", null, "dev-7");
        assertThat(split.events()).extracting(event -> event.members().get("messageId")).containsOnly("m");
        assertThat(split.events()).extracting(event -> event.members().get("timestamp")).containsExactly(
                "2026-11-23T13:42:40.000Z", "2026-11-23T13:42:40.000Z", "2026-11-23T13:42:49.500Z");
        assertThat(split.events()).extracting(event -> clock(event).get("original"))
                .containsExactly("2026-11-23T13:42:40Z", "2026-11-23T13:42:40Z", null);
    }

    @Test
    void keepsAnUnusableId() {
        Event event = split("{\"id\": {\"a\": [1]}, \"type\": \"x\"}").events().get(0);
        assertThat(event.members()).containsEntry("id", "r-0");
        assertThat(utf8(event.json())).contains("\"originalId\":{\"a\":[1]}");
    }

    @Test
    void readsABareEventsOwnSentAtAndLeavesIt() {
        Event event = split("{\"sentAt\": 1795441069, \"timestamp\": 1795441069}").events().get(0);
        assertThat(event.members()).containsEntry("sentAt", 1795441069)
                .containsEntry("timestamp", "2026-11-23T13:42:49.500Z");
        assertThat(anivia(event).get("sentAt")).isEqualTo("2026-11-23T13:37:49.000Z");
    }

    /** 1795441069 is five minutes before the receipt, 1795437769 an hour. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "[{\"sentAt\":1795441069,\"timestamp\":1795441060},{\"timestamp\":1795441060}]         | 300500 |",
            "{\"events\":[{\"sentAt\":1795441069},{}]}                                           | 300500 |",
            "{\"events\":[{\"sentAt\":1795441069},{}],\"sentAt\":1795437769}                     | 300500 | 3600500",
            "{\"sentAt\":1795437769,\"events\":[{\"sentAt\":\"soon\"},{\"sentAt\":1795441069}]}  | 3600500 | 300500",
            "{\"sentAt\":\"soon\",\"events\":[{\"sentAt\":1795441069},{\"sentAt\":null}]}        | 300500 |",
    })
    void takesTheNearestSentAt(String json, Long first, Long second) {
        SplitResult split = split(json);

        assertThat(split.events()).extracting(event -> clock(event).get("offsetMs")).containsExactly(first, second);
        assertThat(split.events()).extracting(event -> anivia(event).containsKey("sentAt"))
                .containsExactly(true, second != null);
    }

    @Test
    void keepsTheSentAtOfAMember() {
        Event event = split("{\"events\":[{\"sentAt\": 1795441069}]}").events().get(0);
        assertThat(event.members()).containsEntry("sentAt", 1795441069);
    }

    @Test
    void keepsTheDistancesOfTimesInTheFuture() {
        SplitResult split = split("""
                [{"timestamp":"2026-11-23T14:42:30Z"},{"timestamp":"2026-11-23T14:42:40Z"},{},
                 {"timestamp":"2026-11-23T14:42:35Z"}]""");
        assertThat(split.events()).extracting(event -> event.members().get("timestamp")).containsExactly(
                "2026-11-23T13:42:39.500Z", "2026-11-23T13:42:49.500Z", "2026-11-23T13:42:49.500Z",
                "2026-11-23T13:42:44.500Z");
        assertThat(split.events()).extracting(event -> clock(event).get("method")).containsOnly("received");
    }

    @Test
    void countsTimesThatCannotBeRead() {
        assertThat(split("[{},{\"timestamp\":null,\"sentAt\":null},{\"timestamp\":1795441069}]").unreadableTimes())
                .isZero();
        assertThat(split("[{\"timestamp\":\"2026-11-23T13:42:49\"},{\"timestamp\":true,\"sentAt\":\"soon\"}]")
                .unreadableTimes()).isEqualTo(3);
        assertThat(split("{\"sentAt\":\"soon\",\"events\":[{},{\"sentAt\":[]},{}]}\n{\"sentAt\":[]}").unreadableTimes())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "\"yesterday\"", "{}", "[1795441069]", "1e400", "\"\"", "-1e22",
            "\"99999-01-01T00:00:00Z\""})
    void ignoresAnUnusableSentAt(String sentAt) {
        Event event = split("{\"events\":[{\"timestamp\":1795441360}],\"sentAt\":" + sentAt + "}").events().get(0);
        assertThat(anivia(event).containsKey("sentAt")).isFalse();
        assertThat(clock(event).get("method")).isEqualTo("device");
        assertThat(clock(event).get("offsetMs")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "\"yesterday\"", "{\"a\":1}", "[1795441069]", "1E+400",
            "\"99999-01-01T00:00:00Z\"", "\"\\u0000\""})
    void keepsAWrongTimestamp(String timestamp) {
        Event event = split("{\"timestamp\":" + timestamp + "}").events().get(0);
        assertThat(event.members()).containsEntry("timestamp", "2026-11-23T13:42:49.500Z");
        assertThat(utf8(event.json()))
                .contains("\"method\":\"received\",\"offsetMs\":null,\"original\":" + timestamp);
    }

    @Test
    void losesNoDigit() {
        String values = "[12.97,0.1000,1E+400,9007199254740993,123456789012345678901234567890,-0.5,1]";
        Event event = split("{\"v\":" + values + "}").events().get(0);
        assertThat(event.members().get("v")).isEqualTo(List.of(new BigDecimal("12.97"), new BigDecimal("0.1000"),
                new BigDecimal("1E+400"), 9007199254740993L, new BigInteger("123456789012345678901234567890"),
                new BigDecimal("-0.5"), 1));
        assertThat(utf8(event.json())).startsWith("{\"v\":" + values);
    }

    @Test
    void losesNoText() throws Exception {
        String json = "{\"\":\"\",\"a\\u0000\\n\\\"\":\"\u00e9 \u65e5 \uD83D\uDE00 \\u0000 \\ud83d half\","
                + "\"l\":[[],{},null,true,false]}";
        Event event = split(json).events().get(0);

        assertThat(event.members()).containsEntry("", "")
                .containsEntry("a\u0000\n\"", "\u00e9 \u65e5 \uD83D\uDE00 \u0000 \ud83d half");
        try (var parser = EventJson.clientFactory(100).createParser(event.json())) {
            parser.nextToken();
            assertThat(EventJson.readObject(parser)).isEqualTo(event.members());
        }
    }

    @Test
    void givesTheSameAfterARedelivery() {
        String json = "{\"events\":[{},5,{\"id\":7},{}]}";
        assertThat(split(json).events()).usingRecursiveFieldByFieldElementComparator().isEqualTo(split(json).events());
        assertThat(split(json).events()).extracting(Event::id).containsExactly("r-0", "7", "r-3");
    }

    /** Jackson pads names with 0xff, and takes the name of this payload for that of the next one, if it knows that. */
    @Test
    void givesTheSameWhateverThePayloadsBefore() {
        Payload odd = payload("[{\"\u00ff\u00ff\u00ffQ\":1},{\"x\":1}]".getBytes(StandardCharsets.ISO_8859_1));
        SplitResult before = SPLITTER.split(odd);
        split("[{\"Q\":1}]");

        SplitResult after = SPLITTER.split(odd);

        assertThat(after.events()).hasSameSizeAs(before.events());
        assertThat(after.rejected()).extracting(RejectedPart::reason)
                .isEqualTo(before.rejected().stream().map(RejectedPart::reason).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "-0.5", "\"[]\"", "true", "null"})
    void isABareEventIfItsMemberEventsIsAScalar(String value) {
        SplitResult split = split("{\"type\":\"summary\",\"events\":" + value + ",\"n\":1}");

        assertThat(split.rejected()).isEmpty();
        assertThat(split.events()).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo("r-0");
            assertThat(utf8(event.json())).startsWith("{\"type\":\"summary\",\"events\":" + value + ",\"n\":1,");
        });
    }

    @Test
    void readsABatchOnlyFromTheMemberEvents() {
        assertThat(split("{\"batch\":[{},{}]}").events()).singleElement()
                .satisfies(event -> assertThat(event.members()).containsKey("batch"));
    }

    @Test
    void refusesATimeOfReceiptThatCannotBeWritten() {
        assertThatThrownBy(() -> new Payload(new byte[1], null, null, "r", Instant.MAX, "s", "a", null,
                RequestParts.NONE, Payload.Decoded.NO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(payload(new byte[1]).receivedAt()).isEqualTo(RECEIVED_AT);
    }
}
