package io.anivia.prospector;

import static io.anivia.prospector.Payloads.SPLITTER;
import static io.anivia.prospector.Payloads.gzip;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.split;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads that are broken, wrong or malicious: nothing is thrown, and no readable neighbour is lost. */
class BadPayloadTest {

    private static final String DEEP = "[".repeat(100_000) + "]".repeat(100_000);
    private static final Payloads.SourceSplitter SMALL_EVENTS =
            Payloads.splitter(new PayloadLimits(10_000, 10_000, 10, 10, 10_000, 900));
    private static final String LONG_NUMBER = "9".repeat(100_000);

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t", "\ufeff", "hello", "<html>\n<body>\n</body>\n</html>", "5", "\"text\"",
            "null", "true", "NaN", "{", "[", "[{\"a\":1},", "{\"a\":1", "{\"a\"}", "{'a':1}", "{a:1}", "{\"a\":01}",
            "{\"a\":NaN}", "[{\"a\":1,}]", "[{\"a\":1},]", "{\"a\":1,}", "/* c */{}", "{\"a\":\"x\ny\"}",
            "{\"a\":\"\u0000\"}", "\u0000{}", "{\u0000}", "}", "]", ",", "{\"events\":{}}",
            "{\"events\":[{}],\"events\":[{}]}", "{\"events\":[{}],\"events\":5}", "{\"events\":5,\"events\":[{}]}",
            "{\"events\":null,\"events\":{}}", "{\"events\":[{}],\"events\":null}",
            "{\"events\":[{}]", "{\"events\":[{}],\"sentAt\"}", "[{\"a\":1},{\"b\":},{\"c\":3}]",
            "[\n{\"a\":1},\n{\"b\":2}\n{\"c\":3}\n]", "{\"events\":[\n{\"a\":1},\n{\"b\":2}\n{\"c\":3}\n],\n\"x\":1}",
            "[{\"a\":1} {\"b\":2}]", "5 6\n7"})
    void isRejectedAsAWholeAndUntouched(String body) {
        Payload payload = payload(utf8(body));

        SplitResult split = SPLITTER.split(payload);

        assertThat(split.events()).isEmpty();
        assertThat(split.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.isWholePayload()).isTrue();
            assertThat(rejected.body()).isSameAs(payload.body());
            assertThat(rejected.reason()).isNotBlank();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"secret\":1,}             | not JSON: syntax error at byte 13",
            "secret                      | not JSON: syntax error at byte 0",
            "[{\"secret\":\"hush         | not JSON: ends within a value",
            "{\"events\":{\"secret\":1}} | its member events is an object, not an array",
            "\"secret\"                  | neither a JSON object nor an array",
    })
    void saysWhyAndNothingOfThePayload(String body, String reason) {
        assertThat(split(body).rejected()).singleElement().extracting(RejectedPart::reason).asString()
                .startsWith(reason.replaceAll("\\d+$", "")).doesNotContain("secret", "hush");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "<secret a=\"hush\"/> | at byte 0; it begins like XML or HTML, which no step of decode reads",
            "\u0082secret          | not in UTF-8; it begins like binary data that no step of the source's decode has read",
            "'\u0001secret'        | ; it begins like binary data that no step of the source's decode has read",
            "secret                | at byte 6"})
    void saysWhatAPayloadSeemsToBe(String body, String end) {
        Payload payload = payload(body.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(SPLITTER.split(payload).rejected()).singleElement().extracting(RejectedPart::reason).asString()
                .startsWith("not ").endsWith(end);
    }

    @Test
    void staysCompressedWhenRejected() {
        byte[] body = gzip(utf8("[1,"));
        byte[] cut = Arrays.copyOf(gzip(utf8("[{}]")), 12);
        assertThat(SPLITTER.split(payload(body, null, "gzip")).rejected())
                .singleElement().extracting(RejectedPart::body).isSameAs(body);
        assertThat(SPLITTER.split(payload(cut, null, "gzip")).rejected())
                .singleElement().extracting(RejectedPart::body).isSameAs(cut);
    }

    @Test
    void stopsInflatingABombAtTheBound() {
        byte[] bomb = gzip(new byte[64 * 1024 * 1024]);
        assertThat(bomb.length).isLessThan(1024 * 1024);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();

        SplitResult split = SPLITTER.split(payload(bomb, null, "gzip"));

        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(50 * 1024 * 1024);
        assertThat(split.rejected()).singleElement()
                .extracting(RejectedPart::reason).asString().startsWith("unfolds to more than 16777216 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void isRejectedIfNotUtf8(String charset) {
        byte[] body = "{\"type\":\"tap\"}".getBytes(Charset.forName(charset));
        assertThat(SPLITTER.split(payload(body)).rejected()).singleElement()
                .extracting(RejectedPart::reason).isEqualTo("not in UTF-8");
    }

    @Test
    void isRejectedIfInLatin1() {
        byte[] body = "{\"type\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(SPLITTER.split(payload(body)).rejected()).singleElement()
                .satisfies(rejected -> {
                    assertThat(rejected.isWholePayload()).isTrue();
                    assertThat(rejected.reason()).isEqualTo("not in UTF-8");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"\u00e9\":x}", "{\u00e9:1}", "{\"a\":\ud83d\ude00}", "\u00e9", "{\"a\":1}}\u00e9"})
    void isASyntaxErrorIfInUtf8(String text) {
        assertThat(SPLITTER.split(payload(text.getBytes(StandardCharsets.UTF_8))).rejected()).singleElement()
                .extracting(RejectedPart::reason).asString().startsWith("not JSON: syntax error at byte ");
    }

    /** Each is a character that has another encoding, or none: Jackson reads them. */
    @ParameterizedTest
    @ValueSource(strings = {"C080", "C0AF", "C1BF", "E08080", "E09FBF", "F0808080", "F08FBFBF", "EDA080", "EDBFBF",
            "EDA0BDEDB880", "F4908080"})
    void isRejectedIfInUtf8ThatIsNoUtf8(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (String json : new String[] {"[{\"a\":1}, {\"s\":\"?\"} ,{\"b\":2}]", "[{\"a\":1}, {\"?\":1} ,{\"b\":2}]",
                "{\"events\":[{\"a\":1}, {\"x\":[\"?\"]} ,{\"b\":2}],\"x\":\"\u00e9\"}"}) {
            SplitResult split = SPLITTER.split(payload(with(bytes, json)));
            assertThat(split.events()).extracting(Event::index).containsExactly(0, 2);
            assertThat(split.rejected()).singleElement().satisfies(rejected -> {
                assertThat(rejected.reason()).isEqualTo("not in UTF-8");
                assertThat(rejected.body()).isEqualTo(with(bytes, json.replaceAll(".*(\\{[^{]*\\?.*}) ,.*", "$1")));
            });
        }
        for (String json : new String[] {"{\"a\":\"?\"}", "{\"x\":\"?\",\"events\":[{}]}",
                "{\"events\":[{}],\"?\":1}"}) {
            assertThat(SPLITTER.split(payload(with(bytes, json))).rejected()).singleElement().satisfies(rejected -> {
                assertThat(rejected.reason()).isEqualTo("not in UTF-8");
                assertThat(rejected.isWholePayload()).isTrue();
            });
            assertThat(SPLITTER.split(payload(with(bytes, "{}\n" + json + "\n{}"))).events())
                    .extracting(Event::index).containsExactly(0, 2);
        }
    }

    /** The text in UTF-8, with these bytes in place of its question mark. */
    private static byte[] with(byte[] bytes, String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(utf8(text.substring(0, text.indexOf('?'))));
        out.writeBytes(bytes);
        out.writeBytes(utf8(text.substring(text.indexOf('?') + 1)));
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-1.50e3", "true", "null", "\"a, ] \\\" [\"", "[]", "[ {\"a\" : [1]} , 2 ]",
            "\"\u00e9\"", "0"})
    void losesNoNeighbourOfAMemberThatIsNoObject(String member) {
        for (String json : new String[] {"[{\"a\":1}, %s , {\"b\":2}]",
                "{\"x\":[1],\"events\":[{\"a\":1},%s,{\"b\":2}],\"y\":2}",
                "[{\"a\":1}\n,\n%s\n,\n{\"b\":2}]"}) {
            SplitResult split = split(json.formatted(member));

            assertThat(split.events()).extracting(Event::index).containsExactly(0, 2);
            assertThat(split.rejected()).extracting(RejectedPart::position, rejected -> utf8(rejected.body()),
                    RejectedPart::reason)
                    .containsExactly(tuple(1, member, "not a JSON object"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"deep\":%1$s}", "%1$s", "{\"n\":%2$s}", "%2$s", "{\"n\":0.%2$s}", "{\"%2$s\":1}",
            "{\"n\":1e99999999999,\"s\":\"}]\\\"\"}", "{\"n\":1e-99999999999}", "{\"n\":{\"a\":1e999999999}}"})
    void losesNoNeighbourOfAMemberBeyondTheLimits(String pattern) {
        String member = pattern.formatted(DEEP, LONG_NUMBER);
        SplitResult array = split("[{\"a\":1},%1$s,{\"b\":2},%1$s]".formatted(member));
        SplitResult envelope = split("{\"x\":1,\"events\":[%1$s,{\"a\":1} , %1$s,5,{\"b\":2}],\"y\":2}"
                .formatted(member));

        assertThat(array.events()).extracting(Event::index).containsExactly(0, 2);
        assertThat(array.rejected()).extracting(RejectedPart::position).containsExactly(1, 3);
        assertThat(envelope.events()).extracting(Event::index).containsExactly(1, 4);
        assertThat(envelope.events()).allSatisfy(event -> assertThat(event.members())
                .containsEntry("x", 1).containsEntry("y", 2).doesNotContainKey("events"));
        assertThat(envelope.rejected()).extracting(RejectedPart::position).containsExactly(0, 2, 3);
        assertThat(envelope.rejected().subList(0, 2)).allSatisfy(rejected -> {
            assertThat(utf8(rejected.body())).isEqualTo(member);
            assertThat(rejected.reason()).startsWith("beyond what is read");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e20000000", "123e2147483647", "-1e-999999999"})
    void costsNoMoreThanItsTextIfANumberIsLarge(String number) {
        SplitResult split = split("{\"type\":" + number + ",\"userId\":\"u1\"}");

        assertThat(split.events()).isEmpty();
        assertThat(split.rejected()).singleElement().extracting(RejectedPart::reason)
                .isEqualTo("beyond what is read: Number with an exponent beyond 1000");
    }

    @Test
    void isStillRejectedAsAWholeIfBrokenBehindAMemberBeyondTheLimits() {
        assertThat(split("[{\"a\":1},{\"deep\":" + DEEP + "},{\"b\":2}").rejected()).singleElement()
                .satisfies(rejected -> assertThat(rejected.isWholePayload()).isTrue());
        assertThat(split("[{\"a\":1},{\"deep\":" + DEEP).rejected()).singleElement()
                .satisfies(rejected -> assertThat(rejected.isWholePayload()).isTrue());
    }

    @Test
    void staysUnchangedWhenMembersAreRejected() {
        String record = "{\"events\":[{\"a\":1},{\"deep\":" + DEEP + "},{\"b\":2}";
        Payload whole = payload(utf8(record));
        assertThat(utf8(SPLITTER.split(whole).rejected().get(0).body())).isEqualTo(record);
        assertThat(utf8(whole.body())).isEqualTo(record);
        assertThat(utf8(split("{\"c\":3}\n" + record + "\n{\"d\":4}").rejected().get(0).body())).isEqualTo(record);
    }

    /** Each of these would take hours if a part of it were read again for every other part. */
    @Tag("slow")
    @ParameterizedTest
    @Timeout(60)
    @ValueSource(strings = {"[\n", "[1,\n", "{\"a\":[\n", "{\"a\":1,\n", "[{\"n\":1e99999999999}]\n", "[[[1\n",
            "{\"a\":\"\n", "x\n", "}\n", "5\n", "{\"a\":1}x\n", "[{\"n\":1e99999999999},\n", "\"\\\n",
            "{\"events\":{}}\n", "[[1e99999999999,\n"})
    void takesTimeLinearInItsLength(String line) {
        String deep = "[".repeat(120);
        for (String before : new String[] {"", "{\"a\":\"" + "x".repeat(4_000_000) + "\"}\n"}) {
            for (String lines : new String[] {line.repeat(9_990), (deep + line).repeat(9_990), line.repeat(200_000)}) {
                assertThat(split(before + lines + "x".repeat(4_000_000))).isNotNull();
            }
        }
    }

    @Test
    void isRejectedIfItsContextIsBeyondTheLimits() {
        assertThat(split("{\"events\":[{}],\"deep\":" + DEEP + "}").rejected()).singleElement()
                .satisfies(rejected -> assertThat(rejected.isWholePayload()).isTrue());
    }

    @Test
    void countsNestingFromTheOutermost() {
        String sound = "[".repeat(98) + "]".repeat(98);
        assertThat(split("[{\"a\":" + sound + "}]").events()).hasSize(1);
        assertThat(split("[{\"a\":[" + sound + "]}]").rejected()).hasSize(1);
    }

    @Test
    void readsUnusualButValidJson() {
        assertThat(split("{\"s\":\"" + "x".repeat(1024 * 1024) + "\"}").events()).hasSize(1);
        assertThat(split("{\"a\":1,\"a\":2,\"id\":\"x\",\"id\":\"y\"}").events()).singleElement().satisfies(event -> {
            assertThat(event.members()).containsEntry("a", 2);
            assertThat(event.id()).isEqualTo("y");
        });
        assertThat(split("{\"s\":\"\\ud800\",\"n\":1e400}").events()).singleElement()
                .satisfies(event -> assertThat(utf8(event.json()).toLowerCase()).contains("\\ud800", "1e400"));
        assertThat(split("{\"timestamp\":\"0000-01-01T00:00:00Z\"}").events()).singleElement()
                .satisfies(event -> assertThat(event.members()).containsEntry("timestamp", "0000-01-01T00:00:00.000Z"));
    }

    @Test
    void isRejectedAsAWholeWithTooManyEvents() {
        Payloads.SourceSplitter three = Payloads.splitter(new PayloadLimits(1000, 1000, 10, 3, 1000, 1000));
        assertThat(three.split(payload(utf8("[{},5,{}]"))).events()).hasSize(2);
        for (String json : new String[] {"[{},5,{},{}]", "{\"events\":[{},{},{},5]}", "{}\n{}\n{}\n{}",
                "{}\n{}\n{}\nx"}) {
            assertThat(three.split(payload(utf8(json)))).satisfies(split -> {
                assertThat(split.events()).isEmpty();
                assertThat(split.rejected()).singleElement().extracting(RejectedPart::reason)
                        .isEqualTo("more than 3 events (anivia.prospector.max-events)");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":[1,2,[],{}]}", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":null}}}}}",
            "{\"a\":true,\"b\":false,\"c\":\"\",\"d\":0.5,\"a\":1}"})
    void isRejectedByItselfWithTooManyValues(String six) {
        Payloads.SourceSplitter five = Payloads.splitter(new PayloadLimits(10_000, 1_000, 10, 10, 5, 1_000));
        Payloads.SourceSplitter justSix = Payloads.splitter(new PayloadLimits(10_000, 1_000, 10, 10, 6, 1_000));
        for (String json : new String[] {"[{\"a\":1}, %s ,5,{\"b\":2}]", "{\"a\":1}\n%s\n5\n{\"b\":2}",
                "{\"x\":[1],\"events\":[{\"a\":1},%s,5,{\"b\":2}],\"y\":2}"}) {
            SplitResult split = five.split(payload(utf8(json.formatted(six))));

            assertThat(split.events()).extracting(Event::index).containsExactly(0, 3);
            assertThat(split.rejected()).extracting(RejectedPart::position, rejected -> utf8(rejected.body()))
                    .containsExactly(tuple(1, six), tuple(2, "5"));
            assertThat(split.rejected().get(0).reason()).contains("more than 5 values", "max-event-values");
        }
        assertThat(five.split(payload(utf8(six))).rejected()).singleElement().extracting(RejectedPart::reason)
                .isEqualTo("beyond what is read: more than 5 values in one event (anivia.prospector.max-event-values)");
        assertThat(justSix.split(payload(utf8("[" + six + "]"))).events()).hasSize(1);
    }

    @Test
    void countsSharedContextToAnEventsValues() {
        Payloads.SourceSplitter five = Payloads.splitter(new PayloadLimits(10_000, 1_000, 10, 10, 5, 1_000));

        SplitResult split = five.split(payload(utf8("{\"x\":[1],\"events\":[{\"a\":1,\"b\":2},{\"a\":[2]}],\"y\":3}")));
        assertThat(split.events()).isEmpty();
        assertThat(split.rejected()).extracting(RejectedPart::position).containsExactly(0, 1);
        assertThat(split.rejected()).extracting(RejectedPart::reason).allMatch(reason -> reason.contains("values"));
        assertThat(five.split(payload(utf8("{\"x\":[1],\"events\":[{\"a\":1,\"b\":2}]}"))).events()).hasSize(1);
        assertThat(five.split(payload(utf8("{\"x\":[1,2],\"events\":[{}],\"y\":[3]}"))).rejected()).hasSize(1);
        assertThat(five.split(payload(utf8("{\"x\":[1,2],\"events\":[{}],\"y\":[3,4]}"))).rejected()).singleElement()
                .satisfies(rejected -> assertThat(rejected.isWholePayload()).isTrue());
    }

    @Test
    void isRejectedAsAWholeWithTooManyValues() {
        Payloads.SourceSplitter ten = Payloads.splitter(new PayloadLimits(10_000, 10, 10, 10, 10, 1_000));
        for (String json : new String[] {"[5,{\"a\":[1,2,{}]},{\"b\":[1]}]", "[{},1,1,1,1,1,1,1,1]",
                "{\"a\":[1,2]}\n{\"a\":[1,2]}\n[{}]",
                // Shared context once, its two members again for each of two events.
                "{\"x\":1,\"events\":[{},{}],\"y\":2}"}) {
            assertThat(ten.split(payload(utf8(json))).events()).isNotEmpty();
            assertThat(ten.split(payload(utf8(json + "{}"))).rejected()).singleElement()
                    .extracting(RejectedPart::reason).isEqualTo("more than 10 values (anivia.prospector.max-values)");
        }
    }

    /** 59 KB of gzip, of which the maps would take 600 MB. */
    @Test
    void isRejectedForTheMemoryThatItsValuesWouldTake() {
        String deep = "{\"\":".repeat(95) + "0" + "}".repeat(95);
        String events = (deep + ",").repeat(23_000) + "0";
        byte[] bomb = gzip(utf8("{\"x\":[" + events + "]}"));
        assertThat(bomb).hasSizeLessThan(60_000);

        assertThat(SPLITTER.split(payload(bomb, null, "gzip")).rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.isWholePayload()).isTrue();
            assertThat(rejected.reason()).contains("values");
        });
    }

    @Test
    void isRejectedByItselfIfItWouldBeTooLarge() {
        String large = "{ \"s\" : \"" + "x".repeat(700) + "\" }";
        for (String json : new String[] {"[{\"a\":1}, %s ,5,{\"b\":2}]", "{\"a\":1}\n%s\n5\n{\"b\":2}",
                "{\"x\":1,\"events\":[{\"a\":1},%s,5,{\"b\":2}],\"y\":2}"}) {
            SplitResult split = SMALL_EVENTS.split(payload(utf8(json.formatted(large))));

            assertThat(split.events()).extracting(Event::index).containsExactly(0, 3);
            assertThat(split.rejected()).extracting(RejectedPart::position, rejected -> utf8(rejected.body()))
                    .containsExactly(tuple(1, large), tuple(2, "5"));
            assertThat(split.rejected().get(0).reason())
                    .matches("an event of 9\\d\\d bytes; at most 900 .*max-event.*");
        }
        assertThat(SMALL_EVENTS.split(payload(utf8(large))).rejected()).singleElement()
                .extracting(RejectedPart::position, rejected -> utf8(rejected.body())).containsExactly(0, large);
    }

    @Test
    void countsContextAndDecorationToAnEventsSize() {
        String context = "\"x\":\"" + "x".repeat(400) + "\"";
        SplitResult split = SMALL_EVENTS.split(payload(utf8("{\"events\":[{\"s\":\"%s\"},{\"b\":2}],%s}"
                .formatted("x".repeat(400), context))));

        assertThat(split.events()).singleElement().satisfies(event -> assertThat(event.json()).hasSizeLessThan(900));
        assertThat(split.rejected()).singleElement().extracting(RejectedPart::position).isEqualTo(0);

        int size = split("{\"s\":\"\"}").events().get(0).json().length;
        assertThat(SMALL_EVENTS.split(payload(utf8("{\"s\":\"" + "x".repeat(900 - size) + "\"}"))).events()).hasSize(1);
        assertThat(SMALL_EVENTS.split(payload(utf8("{\"s\":\"" + "x".repeat(901 - size) + "\"}"))).events()).isEmpty();
    }

    @Test
    void losesNoContextThatIsTooLargeForAnyEvent() {
        String record = "{\"events\":[{},5],\"x\":\"" + "x".repeat(900) + "\"}";
        Payload whole = payload(utf8(record));
        assertThat(SMALL_EVENTS.split(whole).rejected()).singleElement()
                .satisfies(rejected -> assertThat(rejected.body()).isSameAs(whole.body()))
                .extracting(RejectedPart::reason).asString().startsWith("its shared context has ");

        SplitResult lines = SMALL_EVENTS.split(payload(utf8("{\"a\":1}\n" + record + "\n{\"b\":2}")));
        assertThat(lines.events()).extracting(Event::index).containsExactly(0, 2);
        assertThat(lines.rejected()).singleElement()
                .extracting(RejectedPart::position, rejected -> utf8(rejected.body())).containsExactly(1, record);
    }

    @Test
    void isRejectedIfItsContextWouldUnfoldIt() {
        String events = "{},".repeat(9_999) + "{}";
        assertThat(split("{\"events\":[" + events + "],\"x\":\"" + "x".repeat(1000) + "\"}").events()).hasSize(10_000);
        SplitResult tooLarge = split("{\"events\":[" + events + "],\"x\":\"" + "x".repeat(10_000) + "\"}");
        assertThat(tooLarge.rejected()).singleElement()
                .extracting(RejectedPart::reason).asString().startsWith("unfolds to");
    }

    @Test
    void neverThrowsAndLosesNothingOfRandomFragments() {
        Random random = new Random(1123);
        String[] bits = {"{", "}", "[", "]", ",", ":", "\"", "\\", "\n", " ", "{}", "\"events\":", "\"a\":", "1", "-",
                "0.5", "1e9", "null", "true", "\"x\"", "\\u0000", "\u00e9", "\u0000", "{\"a\":1}", "{\"events\":[",
                "\r\n", "\ufeff", "\ud83d\ude00", DEEP};
        for (int round = 0; round < 10_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(14); length >= 0; length--) {
                int bit = random.nextInt(bits.length);
                // The deep one is long, so it is not taken as often.
                text.append(bit == bits.length - 1 && random.nextInt(50) > 0 ? "7" : bits[bit]);
            }
            byte[] body = utf8(text.toString());
            if (random.nextInt(10) == 0) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }
            assertSound(payload(body, random.nextBoolean() ? "application/x-ndjson" : null, null));
        }
    }

    @Test
    void neverThrowsForRandomBytes() {
        Random random = new Random(2026);
        byte[] gzip = gzip(utf8("{\"events\":[{\"a\":1},{\"b\":[1,2,3]}],\"sentAt\":1}"));
        for (int round = 0; round < 5_000; round++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            assertSound(payload(noise));
            byte[] flipped = gzip.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            assertSound(payload(flipped, null, "gzip"));
        }
    }

    /** Every member comes out once, every event can be written, and the body is unchanged. */
    private static void assertSound(Payload payload) {
        byte[] body = payload.body().clone();
        SplitResult split = SPLITTER.split(payload);
        assertThat(payload.body()).isEqualTo(body);
        if (split.rejected().stream().anyMatch(RejectedPart::isWholePayload)) {
            assertThat(split.rejected()).hasSize(1);
            assertThat(split.events()).isEmpty();
            return;
        }
        int members = split.events().size() + split.rejected().size();
        boolean[] seen = new boolean[members];
        split.events().forEach(event -> seen[event.index()] = true);
        split.rejected().forEach(rejected -> seen[rejected.position()] = true);
        assertThat(seen).doesNotContain(false);
        assertThat(split.events()).allSatisfy(event -> assertThat(event.json()).isNotEmpty());
    }
}
