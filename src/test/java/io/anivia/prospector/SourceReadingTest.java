package io.anivia.prospector;

import static io.anivia.prospector.Payloads.anivia;
import static io.anivia.prospector.Payloads.clock;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.reading;
import static io.anivia.prospector.Payloads.split;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;

import io.anivia.contract.RequestParts;
import io.anivia.prospector.Payload.Decoded;
import io.anivia.source.reading.Reading;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of clients that are not ours, read the way their source says. */
class SourceReadingTest {

    private static final Reading BATCH = reading("events", "batch, .", "id", "messageId",
            "timestamp", "originalTimestamp, timestamp", "remove", "writeKey");
    private static final Reading OTLP = reading("events",
            "resourceLogs.scopeLogs.logRecords as log, resourceSpans.scopeSpans.spans as span",
            "shared", "resource, scope", "timestamp", "timeUnixNano ns, observedTimeUnixNano ns");
    private static final String DEEP = "[".repeat(200) + "]".repeat(200);

    @Test
    void aBatchIsWhereItsSourceSays() {
        SplitResult split = split(BATCH, """
                {"batch": [{"messageId": "a", "type": "track"}, {"type": "page"}], "writeKey": "secret",
                 "timestamp": "2026-11-23T13:42:48Z", "sentAt": "2026-11-23T13:42:49Z"}""");

        assertThat(split.rejected()).isEmpty();
        assertThat(split.events()).extracting(Event::id).containsExactly("a", "r-1");
        assertThat(split.events()).allSatisfy(event -> {
            assertThat(event.members().keySet()).containsExactlyInAnyOrderElementsOf(event.id().equals("a")
                    ? List.of("messageId", "type", "id", "timestamp", "anivia")
                    : List.of("type", "id", "timestamp", "anivia"));
            assertThat(anivia(event)).containsEntry("sentAt", "2026-11-23T13:42:49.000Z");
            // The envelope's is the time of sending.
            assertThat(clock(event)).containsEntry("original", null).containsEntry("method", "received");
        });
    }

    @Test
    void aRecordIsAnEventIfItHasNoPlace() {
        SplitResult split = split(BATCH, """
                {"messageId": "a", "batch": 5, "writeKey": "secret", "sentAt": "2026-11-23T13:42:49Z",
                 "originalTimestamp": "2026-11-23T13:42:40Z", "timestamp": "2026-11-23T13:42:41Z"}""");

        assertThat(split.events()).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo("a");
            assertThat(event.members()).containsEntry("batch", 5).containsEntry("timestamp", "2026-11-23T13:42:40.000Z")
                    .doesNotContainKey("writeKey");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "batch, . | {\"batch\":{}}                       | its member batch is an object, not an array",
            "batch    | {\"events\":[{}]}                    | no events: it has no 'batch'",
            "batch    | {\"batch\":null}                     | no events: it has no 'batch'",
            "batch, d | {\"events\":[{}]}                    | no events: it has neither 'batch' nor 'd'",
            "a.b      | {\"a\":{\"c\":[{}]}}                 | no events: it has no 'a.b'",
            "a.b      | {\"a\":[{\"c\":[{}]},{}]}            | no events: it has no 'a.b'",
            "a.b      | {\"a\":[5]}                          | no events: it has no 'a.b'",
            "a.b      | {\"a\":[{\"b\":[{}]}],\"a\":1}       | has the member a twice",
            "a.b      | {\"a\":[{\"b\":[{}],\"b\":[{}]}]}    | has the member b twice",
            "a        | 5                                    | neither a JSON object nor an array"})
    void aRecordWithoutEventsIsRejected(String places, String json, String reason) {
        Payload payload = payload(utf8(json));

        SplitResult split = Payloads.SPLITTER.splitter().split(payload, reading("events", places), null);

        assertThat(split.events()).isEmpty();
        assertThat(split.rejected()).singleElement().satisfies(part -> {
            assertThat(part.reason()).isEqualTo(reason);
            assertThat(part.body()).isSameAs(payload.body());
        });
    }

    @Test
    void aTimeWithoutAnOffsetIsReadAsUtcOnlyWhereTheSourceSaysSo() {
        String json = "{\"at\":\"2026-11-23 13:42:40\",\"sentAt\":\"2026-11-23 13:42:49.000\"}";

        assertThat(split(reading("timestamp", "at utc", "sentAt", "sentAt utc"), json).events()).singleElement()
                .satisfies(event -> {
                    assertThat(event.members()).containsEntry("timestamp", "2026-11-23T13:42:40.000Z");
                    assertThat(anivia(event)).containsEntry("sentAt", "2026-11-23T13:42:49.000Z");
                });
        assertThat(split(reading("timestamp", "at"), json).unreadableTimes()).isEqualTo(2);
    }

    /** As Grafana Loki's clients send them. */
    @Test
    void aPathMayLeadIntoArraysOfAnEventByPosition() {
        SplitResult split = split(reading("events", "streams", "timestamp", "values.0.0 ns", "members",
                "message=values.0.1"), """
                {"streams": [{"stream": {"app": "shop"}, "values": [["1763905360000000000", "one"], ["1", "two"]]},
                             {"stream": {}, "values": []}]}""");

        assertThat(split.events().get(0).members()).containsEntry("timestamp", "2025-11-23T13:42:40.000Z")
                .containsEntry("message", "one");
        assertThat(split.events().get(1).members()).doesNotContainKey("message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":[]}", "{\"a\":{\"b\":[]}}", "{\"a\":[{\"b\":[]},{\"b\":[]}]}", "[]"})
    void anEmptyBatchHasNoEvents(String json) {
        assertThat(split(reading("events", "a.b"), json)).isEqualTo(new SplitResult(List.of(), List.of()));
    }

    /** The record is read anew, since what was passed on the way to the place was not kept. */
    @Test
    void anEventMayBeATextThatBecomesAnObject() {
        SplitResult split = split(reading("events", "requests", "unfold", ". query", "id", "n"), """
                {"requests": ["?n=a&url=http%3A%2F%2Fx", {"n": "b"}, 5, "no query", "n=c"]}""");

        assertThat(split.events()).extracting(Event::id).containsExactly("a", "b", "c");
        assertThat(split.events().get(0).members()).containsEntry("url", "http://x");
        assertThat(split.rejected()).extracting(RejectedPart::reason)
                .containsExactly("not a JSON object", "a text that does not become an object (unfold)");
        assertThat(split(reading("events", "requests"), "{\"requests\": [\"?n=a\"]}").rejected())
                .extracting(RejectedPart::reason).containsExactly("not a JSON object");
    }

    @Test
    void aRecordOfWhichAPlaceLeadsNowhereIsWhole() {
        SplitResult split = split(reading("events", "a.b, ."),
                "{\"a\":[{\"c\":1},5,{\"d\":[2]}],\"id\":\"x\",\"sentAt\":1795441069}\n"
                        + "{\"a\":{\"b\":[{},{}]}}\n{\"a\":1}");

        assertThat(split.rejected()).isEmpty();
        assertThat(split.events()).extracting(Event::id).containsExactly("x", "r-1", "r-2", "r-3");
        assertThat(utf8(split.events().get(0).json())).startsWith("{\"a\":[{\"c\":1},5,{\"d\":[2]}],\"id\":\"x\",");
        assertThat(split.events().get(3).members()).containsEntry("a", 1);
    }

    @Test
    void eventsAreFoundAtAnyDepthWithWhatIsSharedAroundThem() {
        SplitResult split = split(OTLP, """
                {"resourceLogs": [
                  {"scopeLogs": [{"logRecords": [{"body": "a", "timeUnixNano": "1795441360000000000"}, {"body": "b"}],
                                  "scope": {"name": "inner"}},
                                 {"logRecords": [{"body": "c", "resource": null, "observedTimeUnixNano": 1}]}],
                   "resource": {"service": "shop"}, "schemaUrl": "x"},
                  {"scopeLogs": [{"scope": 1, "resource": "near", "logRecords": [{"body": "d"}]}],
                   "resource": "far", "scope": "far"}],
                 "resourceSpans": {"scopeSpans": {"spans": {"body": "e", "type": "own"}}}, "resource": "outermost"}""");

        assertThat(split.rejected()).isEmpty();
        assertThat(split.events()).extracting(event -> event.members().get("body"),
                event -> event.members().get("resource"), event -> event.members().get("scope"),
                event -> event.members().get("type")).containsExactly(
                tuple("a", Map.of("service", "shop"), Map.of("name", "inner"), "log"),
                tuple("b", Map.of("service", "shop"), Map.of("name", "inner"), "log"),
                tuple("c", null, null, "log"),
                tuple("d", "near", 1, "log"),
                tuple("e", "outermost", null, "own"));
        assertThat(split.events()).extracting(Event::index).containsExactly(0, 1, 2, 3, 4);
        assertThat(split.events().get(0).members()).containsEntry("timestamp", "2026-11-23T13:42:40.000Z")
                .doesNotContainKeys("schemaUrl", "scopeLogs");
        assertThat(split.events().get(2).members()).containsEntry("timestamp", "1970-01-01T00:00:00.000Z");
    }

    @Test
    void anEventIsRejectedByItselfAtAnyDepth() {
        String deep = "{\"x\":" + DEEP + "}";
        SplitResult split = split(OTLP, """
                {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"n": 0}, %1$s , 5, {"n": 3}], "scope": "s"}],
                  "resource": "r1"}, "none", {"resource": "r2", "scopeLogs": {"logRecords": [%1$s, {"n": 6}]}}]}"""
                .formatted(deep));

        assertThat(split.events()).extracting(Event::index, event -> event.members().get("n"),
                event -> event.members().get("resource"), event -> event.members().get("scope")).containsExactly(
                tuple(0, 0, "r1", "s"), tuple(3, 3, "r1", "s"), tuple(6, 6, "r2", null));
        assertThat(split.rejected()).extracting(RejectedPart::position, part -> utf8(part.body()),
                RejectedPart::isRecord).containsExactly(tuple(1, deep, false), tuple(2, "5", false),
                tuple(4, "\"none\"", false), tuple(5, deep, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "a.b      | {\"a\":[{\"b\":[{}]},{\"c\":1}]}            | 1 | {\"c\":1}   | ~a~ has no ~b~",
            "a.b      | {\"a\":[{\"b\":null},{\"b\":[{}]}]}        | 0 | {\"b\":null} | ~a~ has no ~b~",
            "a.b      | {\"a\":[{\"b\":\"x\"},{\"b\":[{}]}]}       | 0 | {\"b\":\"x\"} | ~a~ has no ~b~",
            "a.b      | {\"a\":[{\"b\":[]},{}]}                   | 0 | {}        | ~a~ has no ~b~",
            "a.b, a.c | {\"a\":[{\"d\":[{}]},{\"c\":{}}]}          | 0 | {\"d\":[{}]} | ~a~ has neither ~b~ nor ~c~",
            "a.b, c   | {\"a\":{\"d\":1},\"c\":[{}]}               | 0 | {\"d\":1}   | ~a~ has no ~b~",
            "a.b, .   | {\"a\":[{\"b\":[{}]},{\"c\":1}]}            | 1 | {\"c\":1}   | ~a~ has no ~b~",
            "a.b.c    | {\"a\":[{\"b\":[{\"c\":[]},{\"d\":1}]}]}    | 0 | {\"d\":1} | ~a.b~ has no ~c~",
            "a.b.c    | {\"a\":[{\"b\":[1,{}]},{\"b\":{\"c\":{}}}]} | 0 | {\"b\":[1,{}]} | ~a~ has no ~b~"})
    void whatShouldLeadToEventsAndDoesNotIsRejectedByItself(String places, String json, int position, String body,
            String reason) {
        SplitResult split = split(reading("events", places), json);

        assertThat(split.rejected()).singleElement().satisfies(part -> {
            assertThat(part.position()).isEqualTo(position);
            assertThat(utf8(part.body())).isEqualTo(body);
            assertThat(part.reason()).isEqualTo("no events: a member of " + reason.replace('~', '\''));
            // Read again, when its source knows the place, it stands where it stood.
            assertThat(part.isWithContext()).isTrue();
        });
        assertThat(split.events()).extracting(Event::index).doesNotContain(position);
    }

    @Test
    void anExportWithoutRecordsIsNoFault() {
        Reading otlp = reading("decode", "otlp", "events",
                "resourceLogs.scopeLogs.logRecords, resourceMetrics.scopeMetrics.metrics.gauge.dataPoints");

        assertThat(split(otlp, """
                {"resourceLogs": [{"resource": {}}, {"scopeLogs": []}, {"scopeLogs": [{"scope": {}}, {"logRecords": null},
                  {"logRecords": [{"severityText": "a"}]}]}],
                 "resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "m", "gauge": {}}]}]}]}"""))
                .satisfies(split -> {
                    assertThat(split.rejected()).isEmpty();
                    assertThat(split.events()).hasSize(1);
                });
        assertThat(split(otlp, "{\"resourceLogs\": [{\"resource\": {}}]}"))
                .isEqualTo(new SplitResult(List.of(), List.of()));
        // Those of the protocol before 2022.
        assertThat(split(otlp, "{\"resourceLogs\": [{\"instrumentationLibraryLogs\": [{\"logs\": [{}]}]}]}").rejected())
                .hasSize(1);
    }

    @Test
    void whatIsSharedBeyondTheLimitsRejectsTheRecord() {
        assertThat(split(OTLP, "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}]}],\"resource\":" + DEEP + "}]}")
                .rejected()).singleElement().matches(RejectedPart::isWholePayload)
                .extracting(RejectedPart::reason).asString().startsWith("beyond what is read");
    }

    @Test
    void whatIsSharedCountsForEachEventToTheLimits() {
        String json = "{\"resourceLogs\":[{\"resource\":\"" + "x".repeat(500)
                + "\",\"scopeLogs\":[{\"scope\":[1,2,3],\"logRecords\":[{\"a\":[]},{\"a\":[1,2]}]}]}]}";
        // resource 1, scope 4, and 3 and 5 of the events themselves.
        assertThat(with(new PayloadLimits(10_000, 100, 10, 10, 8, 10_000), json)).satisfies(split -> {
            assertThat(split.events()).extracting(Event::index).containsExactly(0);
            assertThat(split.rejected()).extracting(RejectedPart::position).containsExactly(1);
        });
        assertThat(with(new PayloadLimits(json.length() + 900, 100, 10, 10, 100, 10_000), json).rejected())
                .singleElement().extracting(RejectedPart::reason).asString().startsWith("unfolds to ");
        assertThat(with(new PayloadLimits(json.length() + 1_100, 100, 10, 10, 100, 10_000), json).events()).hasSize(2);
        assertThat(with(new PayloadLimits(10_000, 100, 10, 10, 100, 500), json).rejected())
                .singleElement().extracting(RejectedPart::reason).asString().startsWith("its shared context has 5");
        assertThat(with(new PayloadLimits(10_000, 16, 10, 10, 100, 10_000), json).rejected())
                .singleElement().extracting(RejectedPart::reason).asString().startsWith("more than 16 values");
        assertThat(with(new PayloadLimits(10_000, 100, 10, 1, 100, 10_000), json).rejected())
                .singleElement().extracting(RejectedPart::reason).asString().startsWith("more than 1 events");
    }

    private static SplitResult with(PayloadLimits limits, String json) {
        return new Payloads.SourceSplitter(Payloads.splitter(limits).splitter(), OTLP).split(payload(utf8(json)));
    }

    @Test
    void aListIsOfRecordsUnlessARecordIsAnEvent() {
        String json = "[{\"batch\":[{\"a\":1},{}]},{\"b\":1},7,{\"batch\":[{}],\"x\":%s},{\"batch\":[%s,{\"a\":2}]}]"
                .formatted(DEEP, "{\"y\":" + DEEP + "}");
        SplitResult events = split(reading("events", "batch, ."), json.replace(DEEP, "0"));
        SplitResult records = split(reading("events", "batch"), json);

        assertThat(events.events()).hasSize(4).allSatisfy(event -> assertThat(event.members()).doesNotContainKey("a"));
        assertThat(records.events()).extracting(Event::index, event -> event.members().get("a"))
                .containsExactly(tuple(0, 1), tuple(1, null), tuple(6, 2));
        assertThat(records.rejected()).extracting(RejectedPart::position, RejectedPart::isRecord).containsExactly(
                tuple(2, true), tuple(3, false), tuple(4, true), tuple(5, false));
        assertThat(records.rejected().get(0)).returns("no events: it has no 'batch'", RejectedPart::reason)
                .returns("{\"b\":1}", part -> utf8(part.body()));
        assertThat(records.rejected().get(2).reason()).startsWith("beyond what is read");
    }

    @Test
    void onlyNamedMembersAreShared() {
        Reading named = reading("events", "batch", "shared", "context, timestamp, type");
        SplitResult split = split(named, """
                {"context": {"os": 1}, "options": 2, "timestamp": 1795441360, "type": "t", "api_key": "k",
                 "batch": [{}, {"context": null}]}""");

        assertThat(split.events()).extracting(event -> event.members().keySet()).allSatisfy(names -> assertThat(names)
                .containsExactlyInAnyOrder("context", "type", "id", "timestamp", "anivia"));
        assertThat(split.events()).extracting(event -> event.members().get("context"))
                .containsExactly(Map.of("os", 1), null);
        assertThat(split.events()).extracting(event -> event.members().get("timestamp"))
                .containsOnly("2026-11-23T13:42:40.000Z");
    }

    @Test
    void theFirstUsableTimeWins() {
        Reading reading = reading("events", "e", "shared", "*", "timestamp", "a, b s, c.d ms, request.header.date",
                "sentAt", "sent, request.query.st");
        Payload payload = from("{\"e\":[{\"a\":\"soon\",\"b\":1795441360},{\"a\":1795441361,\"b\":1},"
                        + "{\"a\":\"soon\",\"b\":[]},{\"c\":{\"d\":1}},{\"c\":{\"x\":1}},{}],"
                        + "\"c\":{\"d\":1795441362000}}",
                new RequestParts("", "", Map.of(), Map.of("st", List.of("1795441069")),
                        Map.of("date", "Mon, 23 Nov 2026 13:42:43 GMT")));

        SplitResult split = Payloads.SPLITTER.splitter().split(payload, reading, null);

        // 300 s are added, for the time of sending was five minutes before the receipt.
        assertThat(split.events()).extracting(event -> clock(event).get("original")).containsExactly(
                1795441360, 1795441361, "Mon, 23 Nov 2026 13:42:43 GMT", 1, "Mon, 23 Nov 2026 13:42:43 GMT",
                "Mon, 23 Nov 2026 13:42:43 GMT");
        assertThat(split.events()).allSatisfy(event -> assertThat(anivia(event))
                .containsEntry("sentAt", "2026-11-23T13:37:49.000Z"));
        assertThat(split.unreadableTimes()).isZero();
        Reading withoutRequest = reading("events", "e", "shared", "*", "timestamp", "a, b s, c.d ms");
        assertThat(split(withoutRequest, utf8(payload.body())).events())
                .extracting(event -> clock(event).get("original"))
                .containsExactly(1795441360, 1795441361, 1795441362000L, 1, null, 1795441362000L);
    }

    @Test
    void unitsAreAsTheSourceSays() {
        String json = "[{\"t\":1795441360},{\"t\":\"1795441360.25\"},{\"t\":\"2026-11-23T13:42:40Z\"},{\"t\":1e30}]";
        assertThat(split(reading("timestamp", "t s"), json).events())
                .extracting(event -> event.members().get("timestamp"))
                .containsExactly("2026-11-23T13:42:40.000Z", "2026-11-23T13:42:40.250Z", "2026-11-23T13:42:40.000Z",
                        "2026-11-23T13:42:49.500Z");
        assertThat(split(reading("timestamp", "t ms"), json).events().get(0).members())
                .containsEntry("timestamp", "1970-01-21T18:44:01.360Z");
        assertThat(split(reading("timestamp", "t us"), json).events().get(0).members())
                .containsEntry("timestamp", "1970-01-01T00:29:55.441Z");
        assertThat(split(reading("timestamp", "t ns"), json).events().get(0).members())
                .containsEntry("timestamp", "1970-01-01T00:00:01.795Z");
    }

    @ParameterizedTest
    @CsvSource({"sent, sent-at, 300500, 2026-11-23T13:42:40.500Z", "queued, device, 300500, 2026-11-23T13:37:40.000Z",
            "none, device, , 2026-11-23T13:37:40.000Z"})
    void aSourceSaysWhatItsTimeOfSendingIs(String meaning, String method, @Nullable Long offset, String time) {
        Event event = split(reading("clock", meaning),
                "{\"sentAt\":1795441069,\"timestamp\":1795441060}").events().get(0);

        assertThat(clock(event).get("method")).isEqualTo(method);
        assertThat(clock(event).get("offsetMs")).isEqualTo(offset);
        assertThat(anivia(event)).containsEntry("sentAt", "2026-11-23T13:37:49.000Z");
        assertThat(event.members().get("timestamp")).isEqualTo(time);
    }

    @Test
    void anIdMayBeAnywhereInTheEventOrInTheRequest() {
        Payload payload = from("[{\"a\":{\"id\":\"x\"},\"id\":5},{\"$insert_id\":7},{\"id\":6},{}]",
                new RequestParts("", "", Map.of(), Map.of(), Map.of("ce-id", "q")));

        assertThat(Payloads.SPLITTER.splitter().split(payload,
                reading("id", "a.id, $insert_id, request.header.ce-id"), null).events())
                .extracting(Event::id, event -> anivia(event).get("originalId"))
                .containsExactly(tuple("x", 5), tuple("7", null), tuple("q-2", 6), tuple("q-3", null));
        assertThat(split(reading("id", "request.header.ce-id"), "[{\"id\":\"own\"}]").events())
                .extracting(Event::id, event -> anivia(event).get("originalId"))
                .containsExactly(tuple("r-0", "own"));
    }

    /** A value of the request is one text in memory, and as many in the events. */
    @ParameterizedTest
    @ValueSource(strings = {"members", "type"})
    void whatIsCopiedOntoEachEventIsBounded(String option) {
        String header = "x".repeat(30_000);
        Payload payload = from("[" + "{},".repeat(4_999) + "{}]",
                new RequestParts("", "", Map.of(), Map.of(), Map.of("x", header)));
        Reading reading = reading(option, (option.equals("members") ? "copied=" : "") + "request.header.x");

        assertThat(Payloads.SPLITTER.splitter().split(payload, reading, null).rejected()).singleElement()
                .satisfies(part -> assertThat(part.isWholePayload()).isTrue())
                .extracting(RejectedPart::reason).asString().contains("bytes together", "anivia.prospector.max-inflated");
    }

    @Test
    void aTypeIsTheEventsOrItsPlaces() {
        Reading reading = reading("events", "a as page, b as click, c", "shared", "kind", "type", "event, kind");
        SplitResult split = split(reading, """
                {"a": [{"event": "own"}, {"kind": 5}, {"type": "other"}, {}, {"event": {}}, {"type": ["x"]}],
                 "b": [{"event": " "}], "c": [{}]}""");

        assertThat(split.events()).extracting(event -> event.members().get("type")).containsExactly(
                "own", 5, "other", "page", "page", List.of("x"), "click", null);
        assertThat(split(reading, "{\"kind\":\"shared\",\"a\":[{},{\"type\":\"x\"}]}").events())
                .extracting(event -> event.members().get("type")).containsExactly("shared", "shared");
        assertThat(split(reading("type", "nothing, 'hit'"), "{}").events().get(0).members())
                .containsEntry("type", "hit");
        Payload payload = from("{}", new RequestParts("", "", Map.of("type", "track"), Map.of(), Map.of()));
        assertThat(Payloads.SPLITTER.splitter().split(payload, reading("type", "request.path.type"), null).events()
                .get(0).members()).containsEntry("type", "track");
    }

    @Test
    void membersAreAddedFromTheEventTheRecordAndTheRequest() {
        Reading reading = reading("events", "batch", "remove", "user_id, library.secret, integrations", "members",
                "userId=user_id, library=library.name, ip=request.header.x, kind='hit', kept=batchId, none=nothing");
        Payload payload = from("""
                {"library": {"name": "js", "secret": 1}, "batchId": 9, "user_id": "record",
                 "batch": [{"user_id": "u", "integrations": {}}, {"userId": null, "kind": "own"}]}""",
                new RequestParts("", "", Map.of(), Map.of(), Map.of("x", "192.0.2.1")));

        List<Event> events = Payloads.SPLITTER.splitter().split(payload, reading, null).events();

        assertThat(events.get(0).members()).containsEntry("userId", "u").containsEntry("library", "js")
                .containsEntry("ip", "192.0.2.1").containsEntry("kind", "hit").containsEntry("kept", 9)
                .doesNotContainKeys("user_id", "integrations", "none");
        assertThat(events.get(1).members()).containsEntry("userId", null).containsEntry("kind", "own")
                .containsEntry("library", "js");
    }

    @Test
    void membersAreRemovedFromWhatIsSharedToo() {
        Reading reading = reading("events", "batch", "shared", "*", "remove", "context.token, secret", "members",
                "hasToken=context.token");
        SplitResult split = split(reading, """
                {"context": {"token": "t", "os": 1}, "secret": "s", "batch": [{}, {"context": {"token": "u"}}, {}]}""");

        assertThat(split.events()).extracting(event -> event.members().get("context"),
                event -> event.members().get("hasToken")).containsExactly(tuple(Map.of("os", 1), "t"),
                tuple(Map.of(), "u"), tuple(Map.of("os", 1), "t"));
        assertThat(split.events()).allSatisfy(event -> assertThat(utf8(event.json())).doesNotContain("secret"));
    }

    @Test
    void addedMembersCountToTheLimits() {
        Reading reading = reading("members", "b=a, c=a");
        PayloadSplitter ten = Payloads.splitter(new PayloadLimits(1_000, 1_000, 10, 10, 10, 1_000)).splitter();

        // The event 1, a 3, each copy 3.
        assertThat(ten.split(payload(utf8("{\"a\":[1,2]}")), reading, null).events()).hasSize(1);
        assertThat(ten.split(payload(utf8("{\"a\":[1,2,3]}")), reading, null).rejected()).singleElement()
                .returns(0, RejectedPart::position).extracting(RejectedPart::reason).asString()
                .startsWith("an event of 13 values; at most 10");
    }

    @Test
    void membersAreDecodedBeforeTheyAreLookedAt() {
        // {"id":"inner","t":1795441360}
        Reading reading = reading("unfold", "cx base64url json", "id", "cx.id", "timestamp", "cx.t");
        Event event = split(reading, "{\"cx\":\"eyJpZCI6ImlubmVyIiwidCI6MTc5NTQ0MTM2MH0\"}").events().get(0);

        assertThat(event.id()).isEqualTo("inner");
        assertThat(event.members()).containsEntry("timestamp", "2026-11-23T13:42:40.000Z");
    }

    /** Each string would be a thousand values. */
    @Test
    void whatIsDecodedWithinEventsCountsToThePayloadsValues() {
        String json = "[" + ("{\"a\":\"[" + "1,".repeat(999) + "1]\"},").repeat(20).replaceAll(",$", "") + "]";
        Reading reading = reading("unfold", "a json");
        PayloadSplitter splitter = Payloads.splitter(new PayloadLimits(100_000, 5_000, 10, 100, 2_000, 10_000))
                .splitter();

        SplitResult split = splitter.split(payload(utf8(json)), reading, null);

        assertThat(split.events()).hasSize(20);
        assertThat(split.events()).extracting(event -> event.members().get("a") instanceof List<?>)
                .filteredOn(decoded -> decoded).hasSizeBetween(1, 5);
    }

    @Test
    void aPayloadIsDecodedTheWayItsSourceSays() {
        Reading form = reading("decode", "form:data, base64, json", "events", ".");
        assertThat(split(form, "ip=1&data=W3siYSI6MX0seyJhIjoyfV0%3D").events())
                .extracting(event -> event.members().get("a")).containsExactly(1, 2);
        assertThat(split(form, "data=%ZZ").rejected()).singleElement().matches(RejectedPart::isWholePayload);
        assertThat(split(reading("decode", "form, json"), "e=a+b%26c&n=1").events()).singleElement()
                .satisfies(event -> assertThat(event.members()).containsEntry("e", "a b&c").containsEntry("n", "1"));
    }

    @ParameterizedTest
    @CsvSource({"EVENTS, 1", "RECORDS, 2", "NO, 1"})
    void partsOfWhatWasReadBeforeAreNotDecodedAgain(Decoded decoded, int events) {
        // Decoded, it would be {"message": "{\"batch\":[{},{}]}"}.
        Reading reading = reading("decode", "lines", "events", "batch, .");
        byte[] body = utf8("{\"batch\":[{},{}]}");
        Payload payload = new Payload(body, "application/json", null, "r", Payloads.RECEIVED_AT, "s", "a", null,
                RequestParts.NONE, decoded);
        Payload compressed = new Payload(Payloads.gzip(body), "application/json", "gzip", "r", Payloads.RECEIVED_AT,
                "s", "a", null, RequestParts.NONE, decoded);

        assertThat(Payloads.SPLITTER.splitter().split(payload, reading, null).events()).hasSize(events);
        assertThat(Payloads.SPLITTER.splitter().split(compressed, reading, null).events()).hasSize(events);
    }

    @Test
    void severalValuesOfAParameterAreAnArrayAndNoIdTypeOrTime() {
        Payload payload = from("[{},{}]", new RequestParts("", "", Map.of(),
                Map.of("q", List.of("1795441360", "1795441361"), "one", List.of("x")), Map.of()));
        Reading reading = reading("events", ".", "id", "request.query.q, request.query.one", "type",
                "request.query.q, request.query.one", "timestamp", "request.query.q", "members", "q=request.query.q");

        List<Event> events = Payloads.SPLITTER.splitter().split(payload, reading, null).events();

        assertThat(events).extracting(Event::id).containsExactly("r-0", "r-1");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.members()).containsEntry("q", List.of("1795441360", "1795441361"))
                    .containsEntry("type", "x");
            assertThat(clock(event)).containsEntry("method", "received");
        });
    }

    @Test
    void anEventSaysWhereItCameFrom() {
        Payload payload = new Payload(utf8("{}"), null, null, "r", Payloads.RECEIVED_AT, "segment", "192.0.2.7", "ios",
                RequestParts.NONE, Decoded.NO);

        assertThat(anivia(Payloads.SPLITTER.split(payload).events().get(0))).containsEntry("source", "segment")
                .containsEntry("address", "192.0.2.7").containsEntry("key", "ios");
    }

    private static Payload from(String json, RequestParts request) {
        return new Payload(utf8(json), "application/json", null, "r", Payloads.RECEIVED_AT, "s", "10.0.0.1", null,
                request, Decoded.NO);
    }
}
