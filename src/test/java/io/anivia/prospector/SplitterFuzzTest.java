package io.anivia.prospector;

import static io.anivia.prospector.Payloads.RECEIVED_AT;
import static io.anivia.prospector.Payloads.SPLITTER;
import static io.anivia.prospector.Payloads.gzip;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.contract.EventJson;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/**
 * Properties of any payload; {@code mvn test -Dtest=SplitterFuzzTest -Djqwik.tries.default=100000} tries more of them.
 */
class SplitterFuzzTest {

    private static final Duration HANG = Duration.ofSeconds(20);
    /** Reads JSON without the splitter's own readers and limits. */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build()).build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @Property
    void everyMemberOfAnArrayIsAnEventOrRejected(@ForAll("arrayMembers") List<FuzzedMember> members,
            @ForAll("blanks") String blank, @ForAll("sentAt") String sentAt) {
        String array = "[" + blank + String.join(blank + "," + blank, texts(members)) + blank + "]";
        assertFate(members, payload(utf8(array)));
        assertFate(members, payload(gzip(utf8("\ufeff" + array)), null, "gzip"));
        assertFate(members, payload(utf8("{\"a\":[{}]" + sentAt + ",\"events\":" + array + ",\"type\":\"]}\"}")));
        assertFate(members, payload(utf8("{\"events\":" + array + sentAt + ",\"anivia\":1,\"events2\":[]}")));
    }

    @Property
    void everyLineIsAnEventOrRejected(@ForAll("lines") List<FuzzedMember> lines,
            @ForAll("lineBreaks") String lineBreak) {
        if (lines.stream().anyMatch(FuzzedMember::isEvent)) {
            assertFate(lines, payload(utf8(String.join(lineBreak, texts(lines))), "application/x-ndjson", null));
        } else {
            assertThat(SPLITTER.split(payload(utf8(String.join(lineBreak, texts(lines))), "application/x-ndjson", null))
                    .rejected()).singleElement().matches(RejectedPart::isWholePayload);
        }
    }

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void whateverIsDamagedNothingIsLostOrThrown(@ForAll("arrayMembers") List<FuzzedMember> members,
            @ForAll("lines") List<FuzzedMember> lines, @ForAll("sentAt") String sentAt,
            @ForAll("damages") List<Damage> damages, @ForAll boolean isLines, @ForAll boolean isGzip) {
        String json = isLines ? String.join("\n", texts(lines))
                : "{\"events\":[" + String.join(",\n", texts(members)) + "]" + sentAt + "}";
        byte[] body = isGzip ? gzip(utf8(json)) : utf8(json);
        for (Damage damage : damages) {
            body = damage.to(body);
        }
        assertSound(payload(body, null, isGzip ? "gzip" : null));
        assertSound(payload(body, "application/x-ndjson", null));
    }

    @Property
    void randomBytesAreRejected(@ForAll byte[] bytes) {
        assertSound(payload(bytes));
        assertSound(payload(gzip(bytes)));
    }

    /** Damage to a payload: the bytes from {@code at}, modulo its length, are replaced by others. */
    record Damage(int at, int removed, byte[] inserted) {

        byte[] to(byte[] body) {
            int from = at % (body.length + 1);
            int to = Math.min(body.length, from + removed);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(body, 0, from);
            out.writeBytes(inserted);
            out.write(body, to, body.length - to);
            return out.toByteArray();
        }

        @Override
        public String toString() {
            return "at " + at + ", for " + removed + " bytes: " + HexFormat.of().formatHex(inserted);
        }
    }

    @Provide
    Arbitrary<List<FuzzedMember>> arrayMembers() {
        return FuzzedMember.ofArray().list().ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<FuzzedMember>> lines() {
        return FuzzedMember.ofLines().list().ofMinSize(1).ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> blanks() {
        return Arbitraries.of("", " ", "\n", "\r\n\t ");
    }

    @Provide
    Arbitrary<String> lineBreaks() {
        return Arbitraries.of("\n", "\r\n", "\n\n \n");
    }

    @Provide
    Arbitrary<String> sentAt() {
        long received = RECEIVED_AT.toEpochMilli();
        return Arbitraries.oneOf(List.of(Arbitraries.of("", ",\"sentAt\":\"x\"", ",\"sentAt\":[]"),
                Arbitraries.longs().between(received - 200_000, received + 200_000).map(at -> ",\"sentAt\":" + at),
                Arbitraries.longs().map(at -> ",\"sentAt\":" + at)));
    }

    @Provide
    Arbitrary<List<Damage>> damages() {
        Arbitrary<byte[]> inserted = Arbitraries.oneOf(List.of(Arbitraries.bytes().array(byte[].class).ofMaxSize(4),
                Arbitraries.of("", "\n", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\u0000", "\ufeff", "#",
                        "{}", "{},", "\n{}\n", "\"events\":[", "[".repeat(120)).map(Payloads::utf8)));
        return Combinators.combine(Arbitraries.integers().between(0, 2_000), Arbitraries.of(0, 0, 1, 10, 10_000),
                inserted).as(Damage::new).list().ofMinSize(1).ofMaxSize(3);
    }

    private static List<String> texts(List<FuzzedMember> members) {
        return members.stream().map(FuzzedMember::text).toList();
    }

    /** Each member became an event or was rejected, as it had to, in its place, whatever stands next to it. */
    private static void assertFate(List<FuzzedMember> members, Payload payload) {
        SplitResult split = assertSound(payload);
        List<Integer> events = positions(members, true);
        assertThat(split.events()).extracting(Event::index).isEqualTo(events);
        assertThat(split.rejected()).extracting(RejectedPart::position).isEqualTo(positions(members, false));
        for (RejectedPart rejected : split.rejected()) {
            assertThat(utf8(rejected.body()).strip()).isEqualTo(
                    utf8(utf8(members.get(rejected.position()).text())).strip());
        }
        for (Event event : split.events()) {
            assertHolds(event, members.get(event.index()).text());
        }
        assertOrderIsKept(split.events(), members);
    }

    private static List<Integer> positions(List<FuzzedMember> members, boolean isEvent) {
        return IntStream.range(0, members.size()).filter(at -> members.get(at).isEvent() == isEvent).boxed().toList();
    }

    /** The client's members are unchanged, except for those that Prospector sets. */
    private static void assertHolds(Event event, String member) {
        Map<String, @Nullable Object> sent = read(utf8(member));
        assertThat(event.id()).isIn("r-" + event.index(), String.valueOf(sent.get("id")),
                String.valueOf(sent.get("messageId")));
        Map<String, @Nullable Object> rest = new HashMap<>(sent);
        rest.keySet().removeAll(List.of("id", "timestamp", "anivia"));
        assertThat(event.members()).containsAllEntriesOf(rest);
        assertThat(Payloads.clock(event)).containsEntry("original", sent.get("timestamp"));
    }

    /** Among the events of each clock, that is with the same {@code sentAt}. */
    private static void assertOrderIsKept(List<Event> events, List<FuzzedMember> members) {
        Map<Optional<Long>, List<Event>> clocks = events.stream()
                .filter(event -> members.get(event.index()).time() != null)
                .sorted(Comparator.comparing(event -> members.get(event.index()).time()))
                .collect(Collectors.groupingBy(event -> Optional.ofNullable(members.get(event.index()).sentAt())));
        assertThat(clocks.values()).allSatisfy(clock -> assertThat(clock)
                .extracting(event -> Instant.parse((String) event.members().get("timestamp"))).isSorted());
    }

    /** Every member comes out once and in order, can be written and read, and is the same the second time. */
    private static SplitResult assertSound(Payload payload) {
        byte[] before = payload.body().clone();
        SplitResult split = assertTimeoutPreemptively(HANG, () -> SPLITTER.split(payload));
        assertThat(payload.body()).isEqualTo(before);
        assertThat(outcome(SPLITTER.split(payload))).isEqualTo(outcome(split));
        if (split.rejected().stream().anyMatch(RejectedPart::isWholePayload)) {
            assertThat(split.rejected()).singleElement().extracting(RejectedPart::body).isSameAs(payload.body());
            assertThat(split.events()).isEmpty();
            return split;
        }
        List<Integer> events = split.events().stream().map(Event::index).toList();
        List<Integer> rejected = split.rejected().stream().map(RejectedPart::position).toList();
        assertThat(events).isSorted();
        assertThat(rejected).isSorted();
        assertThat(Stream.concat(events.stream(), rejected.stream()).sorted())
                .containsExactlyElementsOf(IntStream.range(0, events.size() + rejected.size()).boxed().toList());
        split.rejected().forEach(part -> assertThat(part.body()).isNotEmpty());
        split.events().forEach(SplitterFuzzTest::assertSound);
        return split;
    }

    private static List<String> outcome(SplitResult split) {
        return Stream.concat(split.events().stream().map(event -> utf8(event.json())),
                split.rejected().stream().map(part -> part.position() + part.reason() + utf8(part.body()))).toList();
    }

    private static void assertSound(Event event) {
        assertThat(event.id()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
        assertThat(event.id().codePointCount(0, event.id().length())).isLessThanOrEqualTo(256);
        assertThat((String) event.members().get("timestamp"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")
                .satisfies(time -> assertThat(Instant.parse(time)).isBeforeOrEqualTo(RECEIVED_AT));
        assertThat(Payloads.anivia(event)).containsEntry("index", event.index()).containsEntry("receipt", "r");
        assertThat(utf8(rewritten(event.json()))).isEqualTo(utf8(event.json()));
    }

    private static byte[] rewritten(byte[] json) {
        try {
            return EventJson.write(EventJson.read(json));
        } catch (IOException e) {
            throw new AssertionError("cannot be written again: " + Arrays.toString(json), e);
        }
    }

    private static Map<String, @Nullable Object> read(byte[] json) {
        try {
            return MAPPER.readValue(json, new TypeReference<>() {
            });
        } catch (IOException e) {
            throw new AssertionError("cannot be read: " + Arrays.toString(json), e);
        }
    }
}
