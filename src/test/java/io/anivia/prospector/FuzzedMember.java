package io.anivia.prospector;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/**
 * A member of a payload as a client might send it, and whether it is an event.
 *
 * @param text    JSON or not, without line feeds
 * @param isEvent whether it is an event; else it is to be rejected
 * @param time    its timestamp in epoch milliseconds; {@code null} if it has none that is readable
 * @param sentAt  its own in epoch milliseconds; {@code null} if it has none that is readable
 */
record FuzzedMember(String text, boolean isEvent, @Nullable Long time, @Nullable Long sentAt) {

    private record Time(String json, @Nullable Long time) {
    }

    private static final String DEEP = "{\"deep\":" + "[".repeat(200) + "]".repeat(200) + "}";
    private static final String LONG = "9".repeat(2_001);
    private static final long AROUND = Payloads.RECEIVED_AT.toEpochMilli();

    /** Of an array: events, and JSON that is no event. */
    static Arbitrary<FuzzedMember> ofArray() {
        Arbitrary<String> noObjects = Arbitraries.oneOf(List.of(JsonArbitraries.scalars(), JsonArbitraries.arrays()));
        Arbitrary<String> beyondLimits = Arbitraries.of(DEEP, "[" + DEEP + "]", LONG, "{\"n\":" + LONG + "}",
                "{\"n\":[0." + LONG + "]}", "{\"" + LONG + "\":1}", "{\"n\":1e99999999999,\"s\":\"}]\\\"\"}",
                "{\"n\":[1E999999999]}", "{\"n\":-1e-1001}");
        return Arbitraries.oneOf(List.of(events(), events(), noObjects.map(FuzzedMember::rejected),
                beyondLimits.map(FuzzedMember::rejected)));
    }

    /** Of NDJSON: events, and lines that are none and that no later line can mend. */
    static Arbitrary<FuzzedMember> ofLines() {
        Arbitrary<String> cut = Combinators.combine(events(), Arbitraries.integers().between(1, 1_000))
                .as((event, at) -> event.text().substring(0, 1 + at % (event.text().length() - 1)));
        Arbitrary<String> garbage = Arbitraries.strings().all().excludeChars('\n').ofMaxLength(40)
                .map(text -> "#" + text);
        Arbitrary<String> broken = Arbitraries.of(DEEP, "7", "\"x\"", "{\"a\":\"\u0000\"}", "{\"a\":01}",
                "\u0000{}", "nul", "{\"events\":{}}");
        return Arbitraries.oneOf(List.of(events(), events(), cut.map(FuzzedMember::rejected),
                garbage.map(FuzzedMember::rejected), broken.map(FuzzedMember::rejected)));
    }

    private static FuzzedMember rejected(String text) {
        return new FuzzedMember(text, false, null, null);
    }

    private static Arbitrary<FuzzedMember> events() {
        Arbitrary<List<String>> more = JsonArbitraries.members();
        return Combinators.combine(ids(), times(), sendings(), more).as((id, time, sent, others) -> {
            List<String> members = new ArrayList<>(others);
            members.add(0, id);
            members.add(members.size() / 2, time.json());
            members.add(members.size() / 2, sent.json());
            members.removeIf(String::isEmpty);
            return new FuzzedMember("{" + String.join(" ,", members) + "}", true, time.time(), sent.time());
        });
    }

    private static Arbitrary<String> ids() {
        return Arbitraries.oneOf(List.of(Arbitraries.of("", "", "\"id\":null,\"messageId\":\"m\"", "\"id\":\"x\"",
                "\"id\":1,\"id\":2", "\"id\":1.0", "\"id\":" + "9".repeat(300)),
                JsonArbitraries.values().map(value -> "\"id\":" + value)));
    }

    /** Few different ones, so that several events have the same. */
    private static Arbitrary<Time> sendings() {
        Arbitrary<Time> readable = Arbitraries.of(-4_000_000L, -90_000L, -1_000L, 30_000L, 90_000L, 4_000_000L)
                .map(after -> new Time("\"sentAt\":" + (AROUND + after), AROUND + after));
        return Arbitraries.oneOf(List.of(Arbitraries.of("", "\"sentAt\":\"soon\"", "\"sentAt\":null")
                .map(json -> new Time(json, null)), readable));
    }

    private static Arbitrary<Time> times() {
        Arbitrary<Long> millis = Arbitraries.oneOf(List.of(
                Arbitraries.longs().between(AROUND - 100_000, AROUND + 100_000),
                Arbitraries.longs().between(100_000_000_000L, 99_999_999_999_999L)));
        Arbitrary<Time> readable = Combinators.combine(millis, Arbitraries.of(0, 1, 2)).as((time, form) ->
                new Time("\"timestamp\":" + switch (form) {
                    case 0 -> time;
                    case 1 -> "\"" + time + "\"";
                    default -> "\"" + Instant.ofEpochMilli(time).atOffset(ZoneOffset.ofHours(5)) + "\"";
                }, time));
        Arbitrary<Time> unreadable = Arbitraries.of("", "\"timestamp\":null", "\"timestamp\":\"today\"",
                "\"timestamp\":1e400", "\"timestamp\":[1]", "\"timestamp\":\"2026-02-30T00:00:00Z\"")
                .map(json -> new Time(json, null));
        return Arbitraries.oneOf(List.of(readable, readable, unreadable));
    }
}
