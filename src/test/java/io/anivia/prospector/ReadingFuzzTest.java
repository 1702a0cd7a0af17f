package io.anivia.prospector;

import static io.anivia.prospector.Payloads.reading;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.anivia.contract.EventJson;
import io.anivia.contract.RequestParts;
import io.anivia.prospector.Payload.Decoded;
import io.anivia.source.keys.WriteKeys;
import io.anivia.source.reading.Reading;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Any payload read in any way: nothing is thrown, and every event is found where a simpler search finds it. */
class ReadingFuzzTest {

    private static final List<String> NAMES = List.of("a", "b", "c", "id", "type", "timestamp", "sentAt", "k");
    private static final int ROUNDS = 20_000;
    private static final PayloadSplitter OPEN = Payloads.SPLITTER.splitter();
    private static final PayloadSplitter GUARDED = new PayloadSplitter(
            new PayloadLimits(4_000, 200, 12, 20, 40, 800), () -> 700, Payloads.CLOCK, WriteKeys.of(List.of("n=1s")));

    private final Random random = new Random(20261128);

    @Test
    void everyEventIsFoundWhereASimplerSearchFindsIt() throws IOException {
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Set<String> places = places();
            Reading reading = reading("events", String.join(", ", places), "shared", any("", "*", "a, b", "*, c"),
                    "remove", any("", "k, a.b"), "members", any("", "z=a.b, y=k"));
            Object value = value(0);
            Payload payload = payload(utf8(json(value)), Decoded.NO);
            Integer expected = events(value, places);

            SplitResult split = OPEN.split(payload, reading, null);

            if (expected == null) {
                assertThat(split.rejected()).as("%s in %s", places, json(value)).singleElement()
                        .matches(RejectedPart::isWholePayload);
            } else {
                assertThat(members(split)).as("%s in %s", places, json(value)).isEqualTo(expected);
                assertSound(split);
                found += split.events().size();
            }
        }
        assertThat(found).isGreaterThan(ROUNDS / 4);
    }

    @Test
    void nothingIsThrownAndNothingLostWhateverIsRead() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            Reading reading = reading("decode",
                    any("", "json", "form:a", "base64, json", "lines", "form, json", "otlp", "hec"),
                    "events", String.join(", ", places()), "shared", any("", "*", "a, b", "*, c"),
                    "id", any("", "a", "a.b, id", "request.query.a", "request.query.b"),
                    "type", any("", "a, b.c", "'x'", "request.query.b"),
                    "timestamp", any("", "a s, timestamp", "b.c ns, request.header.a"),
                    "sentAt", any("", "a, sentAt ms", "request.query.a"), "clock", any("", "sent", "queued", "none"),
                    "members", any("", "z=a.b, y=k", "a=b, c=request.path.a", "q=request.query.b"),
                    "remove", any("", "a.b, c", "id, timestamp"),
                    "unfold", any("", "a json", "a base64 json, . query"), "keys", any("", "k", "k, a.k"));
            byte[] body = utf8(json(value(0)) + any("", "\n" + json(value(0)), "\n" + json(value(0)) + "\n{"));
            for (int damage = random.nextInt(4) - 2; damage > 0; damage--) {
                body[random.nextInt(body.length)] = (byte) any("{", "}", "[", "]", ",", "\"", "\n", "\u00c3").charAt(0);
            }
            byte[] before = body.clone();
            Payload payload = payload(body, Decoded.values()[random.nextInt(3)]);
            PayloadSplitter splitter = random.nextBoolean() ? OPEN : GUARDED;

            SplitResult split = splitter.split(payload, reading, null);

            assertThat(payload.body()).isEqualTo(before);
            if (split.rejected().stream().noneMatch(RejectedPart::isWholePayload)) {
                assertSound(split);
            } else {
                assertThat(split.events()).isEmpty();
                assertThat(split.rejected()).singleElement().extracting(RejectedPart::body).isSameAs(payload.body());
            }
        }
    }

    private static int members(SplitResult split) {
        return split.rejected().stream().anyMatch(RejectedPart::isWholePayload) ? -1
                : split.events().size() + split.rejected().size();
    }

    private static void assertSound(SplitResult split) throws IOException {
        assertThat(Stream.concat(split.events().stream().map(Event::index),
                split.rejected().stream().map(RejectedPart::position)).sorted())
                .containsExactlyElementsOf(IntStream.range(0, members(split)).boxed().toList());
        for (Event event : split.events()) {
            assertThat(EventJson.read(event.json()).keySet()).contains("id", "timestamp", "anivia");
        }
    }

    /** Names that lead to events, at random, of which none leads into another. */
    private Set<String> places() {
        Set<String> places = new LinkedHashSet<>();
        if (random.nextInt(3) == 0) {
            places.add(".");
        }
        do {
            String path = any("a", "b", "a.b", "a.b.c", "b.a", "b.c", "c");
            if (places.stream().noneMatch(place -> place.startsWith(path + ".") || path.startsWith(place + ".")
                    || place.equals(path))) {
                places.add(path);
            }
        } while (random.nextInt(2) == 0);
        return places;
    }

    private Object value(int depth) {
        int kind = depth == 0 ? random.nextInt(3) : random.nextInt(depth > 5 ? 3 : 8);
        if (depth == 0 ? kind < 2 : kind > 5) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int members = random.nextInt(5); members > 0; members--) {
                object.put(NAMES.get(random.nextInt(depth < 3 ? 4 : NAMES.size())), value(depth + 1));
            }
            return object;
        }
        if (depth == 0 || kind > 2) {
            List<Object> list = new ArrayList<>();
            for (int members = random.nextInt(4); members > 0; members--) {
                list.add(random.nextInt(4) > 0 ? value(6 - 6 * random.nextInt(2) + 1) : value(0));
            }
            return list;
        }
        return kind == 0 ? random.nextInt(100) : any("1s", "1795441360", "{\"a\":1}", "eyJhIjoxfQ", "\u00e9");
    }

    /** How many events there are, rejected ones included; {@code null} if the value has to be rejected. */
    private static @Nullable Integer events(Object value, Set<String> places) {
        boolean isRecord = places.contains(".");
        if (value instanceof List<?> list) {
            // A record that is rejected counts as one.
            return isRecord ? list.size() : list.stream().mapToInt(record -> {
                Integer events = record instanceof Map<?, ?> ? inRecord(record, places) : Integer.valueOf(1);
                return events == null ? 1 : events;
            }).sum();
        }
        return value instanceof Map<?, ?> ? inRecord(value, places) : null;
    }

    private static @Nullable Integer inRecord(Object record, Set<String> places) {
        int[] count = new int[3];
        for (String place : places) {
            if (!place.equals(".")) {
                count(record, place.split("\\."), 0, count);
            }
        }
        if (places.contains(".") && count[2] > 0) {
            return null;
        }
        if (count[1] > 0) {
            return count[0] + strays(record, places);
        }
        return places.contains(".") ? 1 : null;
    }

    /** Counts events, places that are there, and objects where an array should be. */
    private static void count(@Nullable Object value, String[] path, int at, int[] count) {
        if (at == path.length) {
            if (value instanceof List<?> list) {
                count[0] += list.size();
                count[1]++;
            } else if (value instanceof Map<?, ?>) {
                count[0]++;
                count[1]++;
                count[2]++;
            }
        } else if (value instanceof Map<?, ?> object) {
            count(object.get(path[at]), path, at + 1, count);
        } else if (value instanceof List<?> list && at > 0) {
            count[1] += list.isEmpty() ? 1 : 0;
            for (Object member : list) {
                if (member instanceof Map<?, ?> object) {
                    count(object.get(path[at]), path, at + 1, count);
                }
            }
        }
    }

    /** What is on the way to events and leads to none: members of arrays that are no objects, and outermost objects. */
    private static int strays(Object record, Set<String> places) {
        return record instanceof Map<?, ?> object ? within(object, "", places)[1] : 0;
    }

    /** Whether an object, or a list of them, leads to events, 1 or 0; and what is in the way of that. */
    private static int[] way(@Nullable Object value, String way, Set<String> places) {
        if (places.contains(way)) {
            return new int[] {value instanceof List<?> || value instanceof Map<?, ?> ? 1 : 0, 0};
        }
        if (value instanceof Map<?, ?> object) {
            int[] inner = within(object, way + ".", places);
            return inner[0] > 0 ? inner : new int[] {0, 1};
        }
        if (!(value instanceof List<?> list)) {
            return new int[] {0, 0};
        }
        int[] sum = {list.isEmpty() ? 1 : 0, 0};
        for (Object member : list) {
            int[] one = member instanceof Map<?, ?> ? way(member, way, places) : new int[] {0, 1};
            sum[0] += one[0];
            sum[1] += one[1];
        }
        return sum;
    }

    private static int[] within(Map<?, ?> object, String prefix, Set<String> places) {
        Set<String> names = new LinkedHashSet<>();
        places.stream().filter(place -> place.startsWith(prefix) && !place.equals("."))
                .forEach(place -> names.add(place.substring(prefix.length()).split("\\.")[0]));
        int[] sum = {0, 0};
        for (String name : names) {
            int[] one = way(object.get(name), prefix + name, places);
            sum[0] += one[0];
            sum[1] += one[1];
        }
        return sum;
    }

    private String any(String... values) {
        return values[random.nextInt(values.length)];
    }

    private static String json(Object value) throws IOException {
        String wrapped = utf8(EventJson.write(Map.of("v", value)));
        return wrapped.substring("{\"v\":".length(), wrapped.length() - 1);
    }

    private static Payload payload(byte[] body, Decoded decoded) {
        return new Payload(body, "application/json", null, "r", Payloads.RECEIVED_AT, "s", "10.0.0.1", null,
                new RequestParts("POST", "/v1/logs", Map.of("a", "p"),
                        Map.of("a", List.of("1795441360"), "b", List.of("1", "2")), Map.of("a", "h")), decoded);
    }
}
