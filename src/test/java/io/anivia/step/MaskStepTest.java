package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskStepTest {

    /** A text of a million characters may be looked at so often, for each character. */
    private static final int MOST_LOOKS = 64;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            4111111111111111                     | ****1111
            my card: 4111 1111 1111 1111.        | my card: ****1111.
            4111-1111-1111-1111,5555555555554444 | ****1111,****4444
            378282246310005 amex                 | ****0005 amex
            6011111111111117                     | ****1117
            3530111333300000                     | ****0000
            30569309025904                       | ****5904
            2223003122003222                     | ****3222
            6200000000000005                     | ****0005
            6759649826438453                     | ****8453
            4222222222222                        | ****2222
            2023-11-01 4111 1111 1111 1111 12/29 | 2023-11-01 ****1111 12/29
            17 4111 1111 1111 1111 123           | 17 ****1111 123
            +4111111111111111                    | +****1111
            4111111111111112                     |
            4111 1111 1111 111                   |
            41111111111111110                    |
            x4111111111111111                    |
            4111111111111111x                    |
            0.4111111111111111                   |
            4111111111111111.5                   |
            1700000000000 1700000000000000       |
            4111  1111  1111  1111               |
            0190c5a0-4111-1111-8111-111111111111 |""")
    void masksCards(String text, String masked) {
        assertThat(mask(text, "card")).isEqualTo(masked == null ? text : masked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jane.doe+tag@example.com              | ***@example.com
            mail to <jane@mail.example.co.uk>.    | mail to <***@mail.example.co.uk>.
            "a@b.de,'c@d.de';mailto:e@f.de"       | "***@b.de,'***@d.de';mailto:***@f.de"
            https://x.de/?email=jane@b.de&x=1     | https://x.de/?email=***@b.de&x=1
            https://x.de/?email=jane%40b.de&x=1   | https://x.de/?email=***%40b.de&x=1
            https://user:secret@b.de/             | https://user:***@b.de/
            jürgen@müller.de                      | ***@müller.de
            jane@b.de.                            | ***@b.de.
            jane@b.de-                            |
            jane@b.de_x                           | ***@b.de_x
            a@b@c.de                              | a@***@c.de
            ***@b.de                              | ***@b.de
            @b.de                                 |
            jane@localhost                        |
            react@18.2.0                          |
            root@10.0.0.1                         |
            a@.de                                 |
            a@b..de                               |
            100%4012                              |
            @@@%40%40%                            |""")
    void masksEmails(String text, String masked) {
        assertThat(mask(text, "email")).isEqualTo(masked == null ? text : masked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            +491701234567             | +***
            call +49 (0)170 123-45.67!| call +***!
            +1 (212) 555 0100, +44/20/79460000 | +***, +***
            +49 170 1234567 123456    | +*** 123456
            2026-01-01T00:00:00+02:00 |
            +0200                     |
            +1234567                  |
            1+12345678                |
            +1234567890123456         |
            0049170123456             |""")
    void masksPhones(String text, String masked) {
        assertThat(mask(text, "phone")).isEqualTo(masked == null ? text : masked);
    }

    @Test
    void masksWhereItIsTold() throws Exception {
        String event = "{'id':'a@b.de','m':['a@b.de',4111111111111111,1,null,true],'o':{'p':'a@b.de'},'e':4111111111111111.0,"
                + "'anivia':{'x':'a@b.de'}}";
        assertThat(apply(event, mask -> { })).isEqualTo("{'id':'a@b.de','m':['***@b.de','****1111',1,null,true],"
                + "'o':{'p':'***@b.de'},'e':4111111111111111.0,'anivia':{'x':'a@b.de'}}");
        assertThat(apply(event, mask -> {
            mask.setPaths("o");
            mask.setWith("(removed)");
        })).contains("'m':['a@b.de',4111111111111111", "'o':{'p':'(removed)'}");
        assertThat(apply(event, mask -> mask.setKinds("phone"))).isEqualTo(event);
    }

    /** Whatever the text is, the work grows with its length alone. */
    @ParameterizedTest
    @ValueSource(strings = {"4", "4 ", "41", "@", "a@", "a@b.", "a@b.de", "a.", "%40", "a%40", "+1 ", "+1", "+49 (", "4111 ",
            "4111 1111 1111 1111 ", "a@b-", "'", "a'@b.de", "....@", "aaaaaaaaaaaaaaaa"})
    void looksAtEachCharacterAFewTimes(String part) {
        AtomicLong looks = new AtomicLong();
        String text = part.repeat(1_000_000 / part.length());
        new TextMask(EnumSet.allOf(PersonalText.class), null).apply(new CountedText(text, looks));
        assertThat(looks.get()).isLessThan((long) MOST_LOOKS * text.length());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kinds=card,iban | mask:x: kinds: 'iban' is none of card, email and phone
            kinds=          | mask:x: kinds: '' is none of card
            paths=id        | mask:x: paths: 'id' is no member that a step may change""")
    void refusesOptionsThatMakeNoSense(String options, String message) {
        assertThatThrownBy(() -> Steps.resolve("mask:x?" + options)).hasStackTraceContaining(message);
    }

    private record CountedText(String text, AtomicLong looks) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            looks.addAndGet(end - start);
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static String mask(String text, String kinds) {
        MaskEndpoint endpoint = new MaskEndpoint("mask:x", new MaskComponent(), "x");
        endpoint.setKinds(kinds);
        try {
            return (String) endpoint.step().apply(Map.of("t", text)).get("t");
        } catch (StepException e) {
            throw new AssertionError(e);
        }
    }

    private static String apply(String event, Consumer<MaskEndpoint> options) throws Exception {
        MaskEndpoint endpoint = new MaskEndpoint("mask:x", new MaskComponent(), "x");
        options.accept(endpoint);
        return Steps.apply(endpoint, event);
    }
}
