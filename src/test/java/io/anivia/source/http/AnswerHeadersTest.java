package io.anivia.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerHeadersTest {

    @Test
    void valuesMayHaveCommas() {
        assertThat(AnswerHeaders.parse("Cache-Control: no-cache, no-store, Expires: Thu, 01 Jan 1970 00:00:00 GMT,X-A:b"))
                .isEqualTo(Map.of("Cache-Control", "no-cache, no-store", "Expires", "Thu, 01 Jan 1970 00:00:00 GMT",
                        "X-A", "b"));
        assertThat(AnswerHeaders.parse(" ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "X-A                      | a header is written",
            "X-A:                     | a header is written",
            "X-A: ü                   | a header is written",
            "X A: b                   | a header is written",
            "content-type: text/plain | is set by Anivia: write the type in the answer",
            "Content-Length: 5        | is set by Anivia",
            "Access-Control-Max-Age: 1| is set by Anivia",
            "X-A: b, X-A: c           | is there twice"})
    void refusesWhatIsNoHeaderOfASource(String written, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> AnswerHeaders.parse(written))
                .withMessageContaining(message);
    }

    @Test
    void aLineBreakEndsNoHeader() {
        assertThatIllegalArgumentException().isThrownBy(() -> AnswerHeaders.parse("X-A: b\r\nX-B: c"));
    }
}
