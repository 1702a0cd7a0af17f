package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderValueTest {

    private final HeaderValue headerValue = new HeaderValue();

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
            "0b1ed1b0-4ca9-4d9c-8f05-d5e4c9d3c1a7-0, 0b1ed1b0-4ca9-4d9c-8f05-d5e4c9d3c1a7-0",
            "订单, %E8%AE%A2%E5%8D%95", "商品, %E5%95%86%E5%93%81", "é, %C3%A9", "😀, %F0%9F%98%80",
            "50%, 50%25", "%E8, %25E8", "a b, a%20b", "` a `, %20a%20", "a+b&c=d;e:f/g?h#\"i', a+b&c=d;e:f/g?h#\"i'"})
    void encodesAllButVisibleAscii(String text, String encoded) {
        assertThat(headerValue.encode(text)).isEqualTo(encoded);
        assertThat(URI.create("x:/" + encoded.replaceAll("[^%A-Za-z0-9-]", "-")).getPath())
                .isEqualTo("/" + text.replaceAll("[^%A-Za-z0-9-\\s\\x{80}-\\x{10FFFF}]", "-"));
    }

    @Test
    void lineBreaksDoNotMakeAHeader() {
        assertThat(headerValue.encode("a\r\nX-Other: b\u0000\u007F")).isEqualTo("a%0D%0AX-Other:%20b%00%7F");
    }

    @Test
    void nothingStaysNothing() {
        assertThat(headerValue.encode(null)).isNull();
        assertThat(headerValue.encode(55126214)).isEqualTo("55126214");
    }
}
