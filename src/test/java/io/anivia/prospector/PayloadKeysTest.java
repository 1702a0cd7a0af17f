package io.anivia.prospector;

import static io.anivia.prospector.Payloads.anivia;
import static io.anivia.prospector.Payloads.reading;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;

import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.RequestParts;
import io.anivia.prospector.Payload.Decoded;
import io.anivia.source.keys.WriteKeys;
import io.anivia.source.reading.Reading;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Write keys that clients send inside their payloads. */
class PayloadKeysTest {

    private static final String REASON =
            "no valid write key in the payload, at writeKey or properties.token (anivia.elmer.keys)";
    private static final Reading READING = reading("events", "batch, .", "shared", "*",
            "keys", "writeKey, properties.token");
    private static final PayloadSplitter GUARDED = splitter("ios=s3cret", "web=other");

    @Test
    void theRecordsKeyIsThatOfAllItsEvents() {
        SplitResult split = split("{\"batch\":[{},{\"a\":1}],\"writeKey\":\"s3cret\"}");

        assertThat(split.events()).extracting(event -> anivia(event).get("key")).containsExactly("ios", "ios");
        assertThat(split.events()).allSatisfy(event -> assertThat(utf8(event.json()))
                .doesNotContain("s3cret", "writeKey"));
    }

    @Test
    void theEventsOwnKeyComesFirst() {
        SplitResult split = split("""
                {"batch": [{"properties": {"token": "other", "a": 1}}, {}, {"writeKey": "wrong"}],
                 "writeKey": "s3cret"}""");

        assertThat(split.events()).extracting(event -> anivia(event).get("key")).containsExactly("web", "ios", "ios");
        assertThat(split.events().get(0).members()).containsEntry("properties", Map.of("a", 1));
        assertThat(split.events()).allSatisfy(event -> assertThat(utf8(event.json()))
                .doesNotContain("s3cret", "\"other\"", "wrong"));
    }

    /** As it came: its events alone would not have the record's key, once that is known. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"batch\":[{},{}],\"writeKey\":\"wrong\"}", "{\"batch\":[{},{}]}",
            "{\"writeKey\":\"wrong\"}",
            "{\"batch\":[{}],\"writeKey\":7}", "{}"})
    void aRecordWithoutAKnownKeyIsRejectedAsItCame(String json) {
        Payload payload = payload(json, null);

        SplitResult split = GUARDED.split(payload, READING, null);

        assertThat(split.events()).isEmpty();
        assertThat(split.rejected()).singleElement().satisfies(part -> {
            assertThat(part.reason()).isEqualTo(REASON);
            assertThat(part.body()).isSameAs(payload.body());
        });
        assertThat(splitter("new=wrong", "seven=x").split(payload, READING, null).events().size())
                .isEqualTo(json.contains("\"wrong\"") ? json.contains("{},{}") ? 2 : 1 : 0);
    }

    @Test
    void anEventWithoutAKnownKeyIsRejectedByItself() {
        SplitResult split = split("{\"batch\":[{\"writeKey\":\"s3cret\"},{\"writeKey\":\"wrong\"},{}]}");

        assertThat(split.events()).extracting(Event::index).containsExactly(0);
        assertThat(split.rejected()).extracting(RejectedPart::position, RejectedPart::reason,
                part -> utf8(part.body())).containsExactly(tuple(1, REASON, "{\"writeKey\":\"wrong\"}"),
                tuple(2, REASON, "{}"));
        assertThat(split("[{\"writeKey\":\"wrong\"},{\"properties\":{\"token\":\"other\"}}]")).satisfies(list -> {
            assertThat(list.events()).extracting(Event::index).containsExactly(1);
            assertThat(list.rejected()).extracting(RejectedPart::position).containsExactly(0);
        });
    }

    @Test
    void linesAreJudgedOneByOne() {
        SplitResult split = split("""
                {"writeKey":"s3cret"}
                {"batch":[{},{}]}
                {"batch":[{}],"writeKey":"other"}""");

        assertThat(split.events()).extracting(Event::index, event -> anivia(event).get("key"))
                .containsExactly(tuple(0, "ios"), tuple(2, "web"));
        assertThat(split.rejected()).singleElement().returns(true, RejectedPart::isRecord)
                .returns("{\"batch\":[{},{}]}", part -> utf8(part.body()));
    }

    @Test
    void aListOfRecordsIsJudgedOneByOne() {
        SplitResult split = GUARDED.split(payload(
                "[{\"batch\":[{}],\"writeKey\":\"s3cret\"},{\"batch\":[{},{}],\"writeKey\":\"wrong\"},{\"batch\":[]}]",
                null), reading("events", "batch", "keys", "writeKey"), null);

        assertThat(split.events()).extracting(Event::index).containsExactly(0);
        assertThat(split.rejected()).singleElement().returns(1, RejectedPart::position)
                .returns(true, RejectedPart::isRecord);
    }

    @Test
    void whatIsRejectedForAnotherReasonKeepsTheNameOfItsKey() {
        Payload payload = payload(("{\"batch\":[5,{},{\"properties\":{\"token\":\"other\"},\"big\":\"%s\"},6],"
                + "\"writeKey\":\"s3cret\"}").formatted("x".repeat(400)), null);
        PayloadSplitter small = new PayloadSplitter(new PayloadLimits(1_000, 1_000, 10, 10, 100, 400),
                () -> Long.MAX_VALUE, Payloads.CLOCK, WriteKeys.of(List.of("ios=s3cret", "web=other")));

        SplitResult split = small.split(payload, READING, null);
        List<OutboundMessage> messages = RejectedMessage.of(split.rejected(), payload, Map.of(), Long.MAX_VALUE);

        assertThat(split.events()).extracting(Event::index).containsExactly(1);
        assertThat(messages).extracting(message -> message.headers().get(MessageHeaders.KEY),
                message -> message.headers().get(MessageHeaders.POSITION),
                message -> message.headers().get(MessageHeaders.PARTS)).containsExactlyInAnyOrder(
                tuple("ios", 0, 2), tuple("web", 2, null));
        assertThat(messages.toString()).doesNotContain("s3cret");
    }

    @Test
    void noneIsNeededIfTheHeadHadOneOrNoneIsSet() {
        assertThat(GUARDED.split(payload("{\"batch\":[{}],\"writeKey\":\"any\"}", "ios"), READING, null).events())
                .singleElement().satisfies(event -> {
                    assertThat(anivia(event)).containsEntry("key", "ios");
                    assertThat(utf8(event.json())).doesNotContain("any");
                });
        assertThat(splitter().split(payload("{\"batch\":[{}],\"writeKey\":\"any\"}", null), READING, null).events())
                .singleElement().satisfies(event -> {
                    assertThat(anivia(event)).doesNotContainKey("key");
                    assertThat(utf8(event.json())).doesNotContain("any");
                });
        assertThat(GUARDED.split(payload("{}", null), reading("events", "."), null).events()).hasSize(1);
    }

    private static PayloadSplitter splitter(String... keys) {
        return new PayloadSplitter(Payloads.LIMITS, () -> Long.MAX_VALUE, Payloads.CLOCK, WriteKeys.of(List.of(keys)));
    }

    private static SplitResult split(String json) {
        return GUARDED.split(payload(json, null), READING, null);
    }

    private static Payload payload(String json, @Nullable String key) {
        return new Payload(utf8(json), "application/json", null, "r", Payloads.RECEIVED_AT, "s", "10.0.0.1", key,
                RequestParts.NONE, Decoded.NO);
    }
}
