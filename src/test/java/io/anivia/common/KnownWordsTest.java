package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "the field card is invalid: 4111 1111            | the field … is invalid: …",
        "{\"error\":{\"message\":\"no such index\",\"code\":7}} | {\"error\":{\"message\":\"no … index\",\"code\":…}}",
        "Connection refused: a.example/192.0.2.7:443      | Connection refused: …",
        "an Event, INVALID.                               | an Event, INVALID.",
        "x@field.value and field/value and field=value    | … and … and …",
        "Zm9vYmFy %7B 0x6a6f c3bc ü                       | …",
        "token\u202Efield                                 | …",
        "a  \t  b                                         | a …"})
    void whatIsNoKnownWordIsHidden(String text, String shown) {
        assertThat(KnownWords.of(text)).isEqualTo(shown);
    }

    @Test
    void ofNothingNothing() {
        assertThat(KnownWords.of("")).isEmpty();
        assertThat(KnownWords.of("\n")).isEmpty();
    }

    @Test
    void anExceptionIsNamedByItsClass() {
        assertThat(KnownWords.of(new ConnectException("Connection refused: jane"))).isEqualTo(
                "ConnectException: Connection refused: …");
        assertThat(KnownWords.of(new IllegalStateException())).isEqualTo("IllegalStateException");
        assertThat(KnownWords.of(new IllegalStateException("jane"))).isEqualTo("IllegalStateException");
        assertThat(KnownWords.ofCause(new IllegalStateException("jane", new IOException("broken")))).isEqualTo(
                "IOException: broken");
    }
}
