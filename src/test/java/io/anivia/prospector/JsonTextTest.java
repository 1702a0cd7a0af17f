package io.anivia.prospector;

import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;

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
}
