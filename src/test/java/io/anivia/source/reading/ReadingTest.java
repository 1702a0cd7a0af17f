package io.anivia.source.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.anivia.contract.FieldPath;
import io.anivia.source.reading.ValuePlace.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingTest {

    @Test
    void withoutOptionsEachRecordIsAnEvent() {
        Reading reading = Reading.parse(options("", ""));

        assertThat(reading.events().description()).isEmpty();
        assertThat(reading.events().isRecord()).isTrue();
        assertThat(reading.shared().includes("a", true)).isFalse();
        assertThat(texts(reading.id())).containsExactly("id", "messageId");
        assertThat(texts(reading.type())).containsExactly("type");
        assertThat(texts(reading.timestamp())).containsExactly("timestamp");
        assertThat(texts(reading.sentAt())).containsExactly("sentAt");
        assertThat(reading.clock()).isEmpty();
        assertThat(reading.members()).isEmpty();
        assertThat(reading.removed()).isEmpty();
        assertThat(reading.unfolding()).isEmpty();
        // Gzip is undone whatever a source says.
        assertThat(reading.decoders()).isNotEmpty();
    }

    @Test
    void placesOfEventsMayHaveATypeEach() {
        EventPlaces places = Reading.parse(options("events",
                "resourceLogs.scopeLogs.logRecords as log, batch, . as page")).events();

        assertThat(places.isRecord()).isTrue();
        assertThat(places.recordType()).isEqualTo("page");
        assertThat(place(places, "batch").isEvents()).isTrue();
        assertThat(place(places, "batch").type()).isNull();
        EventPlace scopes = Objects.requireNonNull(place(places, "resourceLogs").inner("scopeLogs"));
        assertThat(scopes.isEvents()).isFalse();
        assertThat(scopes.inner("logRecords")).returns(true, EventPlace::isEvents).returns("log", EventPlace::type);
        assertThat(places.outermost().inner("data")).isNull();
        assertThat(places.description()).isEqualTo("neither 'resourceLogs.scopeLogs.logRecords' nor 'batch'");
    }

    @Test
    void timesMayHaveAUnit() {
        assertThat(Reading.parse(options("timestamp", "time s, timeUnixNano  ns,a.b ms, c us, d")).timestamp())
                .extracting(place -> place.path().toString(), ValuePlace::unit).containsExactly(
                        tuple("time", TimeUnit.SECONDS), tuple("timeUnixNano", TimeUnit.NANOSECONDS),
                        tuple("a.b", TimeUnit.MILLISECONDS), tuple("c", TimeUnit.MICROSECONDS), tuple("d", null));
    }

    @Test
    void aTimeMayBeInUtcWithoutAnOffset() {
        assertThat(Reading.parse(options("timestamp", "event_time utc, time s, request.query.at utc")).timestamp())
                .extracting(place -> place.path().toString(), ValuePlace::unit, ValuePlace::isUtc).containsExactly(
                        tuple("event_time", null, true), tuple("time", TimeUnit.SECONDS, false),
                        tuple("query.at", null, true));
        assertThatIllegalArgumentException().isThrownBy(() -> Reading.parse(options("timestamp", "time s utc")));
    }

    @Test
    void aHeaderIsKnownInAnyCase() {
        assertThat(Reading.parse(options("sentAt", "request.header.SentAt, request.query.sentAt")).sentAt())
                .extracting(ValuePlace::origin, place -> place.path().toString())
                .containsExactly(tuple(Origin.REQUEST, "header.sentat"),
                        tuple(Origin.REQUEST, "query.sentAt"));
    }

    @Test
    void allIsSharedButTheTimeOfSendingUnlessItIsNamed() {
        Reading reading = Reading.parse(new ReadingOptions("", "batch", "*, sent", "", "", "", "sentAt, sent_at, sent",
                "", "", "", "", List.of()));

        assertThat(reading.shared().includes("app", true)).isTrue();
        assertThat(reading.shared().includes("app", false)).isFalse();
        assertThat(reading.shared().includes("sentAt", true)).isFalse();
        assertThat(reading.shared().includes("sent_at", true)).isFalse();
        assertThat(reading.shared().includes("anivia", true)).isFalse();
        assertThat(reading.shared().includes("sent", true)).isTrue();
        assertThat(reading.shared().includes("sent", false)).isTrue();
    }

    @Test
    void keysAreAlwaysRemoved() {
        Reading reading = Reading.parse(new ReadingOptions("", "", "", "", "", "", "", "", "", "integrations", "",
                List.of("writeKey", "properties.token")));

        assertThat(reading.removed()).extracting(FieldPath::toString)
                .containsExactly("integrations", "writeKey", "properties.token");
        assertThat(reading.keys()).extracting(FieldPath::toString).containsExactly("writeKey", "properties.token");
    }

    @Test
    void membersMayBeLiterals() {
        assertThat(Reading.parse(options("members", "userId=user_id, kind='a, b', ip = request.header.x")).members())
                .extracting(AddedMember::name, member -> member.place().origin(),
                        member -> member.place().path().toString())
                .containsExactly(tuple("userId", Origin.EVENT, "user_id"),
                        tuple("kind", Origin.LITERAL, "a, b"),
                        tuple("ip", Origin.REQUEST, "header.x"));
    }

    @ParameterizedTest
    @CsvSource({"sent, SENT", "queued, QUEUED", "none, NONE"})
    void theClockIsNamed(String written, SentAt meaning) {
        assertThat(Reading.parse(options("clock", written)).clock()).contains(meaning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "decode    | gunzipp                 | decode: unknown step 'gunzipp'",
            "events    | a, ,b                   | events: a place is missing",
            "events    | a as                    | events: 'a as' is no place",
            "events    | a as b c                | events: 'a as b c' is no place",
            "events    | a..b                    | events: 'a..b' is no path",
            "events    | a, a.b                  | events: 'a.b' lies within another place",
            "events    | a.b, a                  | events: 'a' is there twice, or others lie within it",
            "events    | a, a                    | events: 'a' is there twice",
            "events    | ., .                    | events: '.' is there twice",
            "events    | $.batch                 | events: '$.batch' is JSONPath",
            "events    | batch[*]                | events: 'batch[*]' is JSONPath",
            "shared    | a,,b                    | shared: a name is missing",
            "shared    | anivia                  | shared: 'anivia' is reserved",
            "id        | 'x'                     | id: a literal would be the id of every event",
            "id        | .                       | id: '.' is the whole event",
            "id        | a b                     | id: 'a b' is no path",
            "type      | 'x                      | type: a text is written 'text'",
            "timestamp | 'now'                   | timestamp: a time cannot be the literal 'now'",
            "timestamp | time m                  | timestamp: 'time m' is no time: write a path alone, or with one",
            "sentAt    | a,                      | sentAt: a path is missing",
            "sentAt    | request.                | sentAt: a path is missing",
            "clock     | sometimes               | clock: 'sometimes' is none of sent, queued and none",
            "members   | userId                  | members: a member is written name=path, not 'userId'",
            "members   | =a                      | members: a member is written name=path",
            "members   | timestamp=a             | members: 'timestamp' is set by Prospector",
            "members   | all=.                   | members: '.' is the whole event",
            "remove    | .                       | remove: '.' is the whole event",
            "unfold    | a nothing               | unfold: ",
    }, quoteCharacter = '"')
    void whatCannotBeReadIsNamed(String option, String written, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Reading.parse(options(option, written)))
                .withMessageStartingWith(message);
    }

    private static ReadingOptions options(String name, String value) {
        return new ReadingOptions(of("decode", name, value), of("events", name, value), of("shared", name, value),
                of("id", name, value), of("type", name, value), of("timestamp", name, value),
                of("sentAt", name, value), of("clock", name, value), of("members", name, value),
                of("remove", name, value), of("unfold", name, value), List.of());
    }

    private static String of(String option, String name, String value) {
        return option.equals(name) ? value : "";
    }

    private static EventPlace place(EventPlaces places, String name) {
        return Objects.requireNonNull(places.outermost().inner(name));
    }

    private static List<String> texts(List<ValuePlace> places) {
        return places.stream().map(place -> place.path().toString()).toList();
    }
}
