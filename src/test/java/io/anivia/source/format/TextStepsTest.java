package io.anivia.source.format;

import static io.anivia.source.format.Formats.atMost;
import static io.anivia.source.format.Formats.decode;
import static io.anivia.source.format.Formats.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextStepsTest {

    @Test
    void base64HasEitherAlphabetWithPaddingOrWithout() throws Exception {
        Random random = new Random(1);
        for (int size = 1; size < 200; size++) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            // A single digit or two may be JSON as well.
            bytes[0] = (byte) 0xff;
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder(),
                    Base64.getEncoder().withoutPadding(), Base64.getUrlEncoder().withoutPadding(),
                    Base64.getMimeEncoder())) {
                for (String step : List.of("base64", "base64url")) {
                    assertThat(decode(step, encoder.encode(bytes))).isEqualTo(bytes);
                }
            }
        }
    }

    @Test
    void base64HasSpacesThatAFormMadeOfPlusSigns() throws Exception {
        assertThat(decode("base64", " +/+/ \r\n")).isEqualTo(decode("base64", "+/+/"));
        assertThat(decode("form:data, base64", utf8("data=ab+/"))).isEqualTo(Base64.getDecoder().decode("ab+/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{\"a\":1}", "abc.", "abcde", "a", "ab=", "ab===", "=ab", "ab==cd==", "abc==",
            "true", "false", "null", "1234", "-12", "0", "1e10", "naïve123", "[]", "\"abcd\""})
    void passesOnWhatIsNotBase64(String text) throws Exception {
        byte[] body = utf8(text);
        assertThat(decode("base64", body)).isSameAs(body);
        assertThat(decode("base64url", body)).isSameAs(body);
    }

    @Test
    void base64AndUrlDecodeHoldToTheirBound() {
        assertThatThrownBy(() -> decode("base64", utf8("A".repeat(1000)), atMost(700)))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("more than 700 bytes");
    }

    @Test
    void jsonOfAMemberIsWhatItsTextHas() throws Exception {
        assertThat(decode("form, json:events", "d=1&events=[{\"n\":1.50,\"t\":\"\u00fc\"}]"))
                .isEqualToIgnoringWhitespace("{\"d\":\"1\",\"events\":[{\"n\":1.50,\"t\":\"\u00fc\"}]}");
        assertThat(decode("json:a", "{\"a\":\"{}\",\"b\":\"{}\"} [1] {\"b\":2}"))
                .isEqualToIgnoringWhitespace("{\"a\":{},\"b\":\"{}\"}[1]{\"b\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a", "{", "{\"a\":\"x\"}", "{\"a\":\"1\"}", "{\"a\":\"[1\"}", "{\"a\":\"[] []\"}",
            "{\"a\":\"\"}", "{\"a\":[]}", "{\"b\":{\"a\":\"[]\"}}", "[{\"a\":\"[]\"}]", "{\"a\":\"[]\"} {"})
    void passesOnWhatHasNoJsonInThatMember(String text) throws Exception {
        byte[] body = utf8(text);
        assertThat(decode("json:a", body)).isSameAs(body);
    }

    @Test
    void jsonOfAMemberHoldsToItsBound() {
        assertThatThrownBy(() -> decode("json:a", utf8("{\"a\":\"[]\",\"b\":\"" + "x".repeat(1000) + "\"}"),
                atMost(700)))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("more than 700 bytes");
    }

    @ParameterizedTest
    @CsvSource({"%7B%22a%22%3A1%7D,'{\"a\":1}'", "a%20b+c,a b c", "%C3%BC,ü", "%7b%7D%,{}%"})
    void urldecodeUndoesEscapes(String text, String expected) throws Exception {
        assertThat(decode("urldecode", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "a+b", "%7B %7D", "{%22a%22:1}", "\"%20\"", "100%", "%zz"})
    void urldecodePassesOnWhatIsNotEncodedThroughout(String text) throws Exception {
        byte[] body = utf8(text);
        assertThat(decode("urldecode", body)).isSameAs(body);
    }

    @Test
    void linesBecomeObjects() throws Exception {
        assertThat(decode("lines", "one\r\n\n  \n \"two\" \tü\n{\"three\":3}"))
                .isEqualTo("""
                        {"message":"one"}
                        {"message":" \\"two\\" \\tü"}
                        {"message":"{\\"three\\":3}"}""");
        assertThat(decode("lines:event", "one\n")).isEqualTo("{\"event\":\"one\"}");
        assertThat(decode("lines", " \n")).isEqualTo(" \n");
        assertThat(decode("lines", new byte[] {'a', (byte) 0xff, '\n'})).isEqualTo(utf8("{\"message\":\"a\ufffd\"}"));
    }

    @Test
    void linesHoldToTheirBound() {
        assertThatThrownBy(() -> decode("lines", utf8("a\n".repeat(1000)), atMost(10_000)))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("more than 10000 bytes");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
            "`{\"a\": 1.10}`,`{\"x\":{\"a\": 1.10}}`", "` [1,2]\n`,`{\"x\":[1,2]}`", "true,`{\"x\":true}`",
            "12,`{\"x\":12}`", "`\"a\"`,`{\"x\":\"a\"}`", "`{\"a\":1}{\"b\":2}`,`{\"x\":{\"a\":1}}\n{\"x\":{\"b\":2}}`",
            "`plain \"text\"`,`{\"x\":\"plain \\\"text\\\"\"}`", "`{\"a\":`,`{\"x\":\"{\\\"a\\\":\"}`"})
    void wrapMakesAMemberOfEachValueOrOfTheText(String body, String expected) throws Exception {
        assertThat(decode("wrap:x", body).strip()).isEqualTo(expected);
    }

    @Test
    void wrapSkipsAByteOrderMarkAndPassesOnWhatIsEmpty() throws Exception {
        assertThat(decode("wrap:x", "\ufeff{}").strip()).isEqualTo("{\"x\":{}}");
        assertThat(decode("wrap:x", " ")).isEqualTo(" ");
    }

    @Test
    void jsonChangesNothing() throws Exception {
        byte[] body = utf8("{");
        assertThat(decode("json", body)).isSameAs(body);
    }
}
