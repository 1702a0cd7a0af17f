package io.anivia.prospector;

import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "\"\"", "\"a\\\"b\"", "\"\\\\\"", "{\"}\":\"]\"}", "[[{\"a\":[]}],\"\\u005d\"]",
            "12.5e-3", "null", "\"\u00e9\"", "[1 , 2]"})
    void findsTheEndOfAValue(String value) {
        for (String behind : new String[] {"", ",1", "]", "}", " ", "\n{}"}) {
            byte[] text = utf8(" " + value + behind);
            assertThat(JsonText.endOfValue(text, 1, text.length)).isEqualTo(1 + utf8(value).length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[{}", "\"", "\"\\\"", "\"\\", "{\"a\":\"}", "[\"a\\"})
    void findsNoEndWhereThereIsNone(String text) {
        assertThat(JsonText.endOfValue(utf8(text), 0, text.length())).isEqualTo(-1);
    }

    @Test
    void alwaysMovesForward() {
        for (String text : new String[] {"}", "]", ",", ":", "\u0000"}) {
            assertThat(JsonText.endOfValue(utf8(text), 0, text.length())).isEqualTo(1);
        }
    }

    @Test
    void looksNoFurtherThanItsBound() {
        assertThat(JsonText.endOfValue(utf8("[1]"), 0, 2)).isEqualTo(-1);
        assertThat(JsonText.endOfValue(utf8("\"a\""), 0, 2)).isEqualTo(-1);
        assertThat(JsonText.endOfValue(utf8("\"\\\\\""), 0, 2)).isEqualTo(-1);
        assertThat(JsonText.endOfValue(utf8("1234"), 0, 2)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1", "{\"a\":\"b", "x", "1", "}", "]"})
    void recognizesALineBreakThatNoValueContinuesAcross(String broken) {
        for (String behind : new String[] {"\n{}", "\r\n\r\n [", "\n", ""}) {
            assertThat(JsonText.mayContinueInNextLine(utf8(broken + behind), 0)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\r\n\"a\" 1}\n{}", "{\"a\":\n1,}\n{}", "[1,\n\n2,]\n[]", "[1\n,2,]\n{}",
            "[1 \n \n] ]\n{}"})
    void recognizesALineBreakThatAValueMayContinueAcross(String text) {
        assertThat(JsonText.mayContinueInNextLine(utf8(text), 0)).isTrue();
    }

    /** The decoder of the JDK is the measure, for every sequence of up to three bytes and many of four. */
    @Test
    void knowsUtf8() {
        Random random = new Random(39);
        for (int bytes = 0; bytes < 1 << 24; bytes += 1 + random.nextInt(bytes < 1 << 16 ? 1 : 40)) {
            byte[] text = {(byte) (bytes >> 16), (byte) (bytes >> 8), (byte) bytes};
            assertUtf8(bytes < 1 << 8 ? new byte[] {text[2]} : bytes < 1 << 16 ? new byte[] {text[1], text[2]} : text);
        }
        for (int round = 0; round < 300_000; round++) {
            byte[] text = {(byte) (0xEC + random.nextInt(12)), (byte) (0x78 + random.nextInt(0x50)),
                    (byte) (0x78 + random.nextInt(0x50)), (byte) (0x78 + random.nextInt(0x50)), 'x'};
            assertUtf8(text);
        }
    }

    private static void assertUtf8(byte[] text) {
        boolean isUtf8 = Arrays.equals(text, new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        if (JsonText.isUtf8(text, 0, text.length) != isUtf8) {
            throw new AssertionError(HexFormat.of().formatHex(text) + " is UTF-8: " + isUtf8);
        }
    }
}
