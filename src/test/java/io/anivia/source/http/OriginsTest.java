package io.anivia.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

    private static final String SOME = "https://www.example.com, https://*.shop.example:8443, capacitor://localhost, null";

    @ParameterizedTest
    @CsvSource({"https://www.example.com, true", "HTTPS://WWW.example.COM, true", "https://example.com, false",
            "https://www.example.com.evil.example, false", "http://www.example.com, false",
            "https://m.shop.example:8443, true", "https://a.b.shop.example:8443, true", "https://m.shop.example, false",
            "https://evil.example/.shop.example:8443, false", "capacitor://localhost, true", "null, true"})
    void allowsThoseThatAreNamed(String origin, boolean allowed) {
        assertThat(Origins.parse(SOME).allow(origin)).isEqualTo(allowed);
    }

    @Test
    void allowsAllOrNone() {
        assertThat(Origins.parse("*").allow("https://any.example")).isTrue();
        assertThat(Origins.parse("").allow("https://any.example")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"www.example.com", "https://www.example.com/path", "https://"})
    void refusesWhatIsNoOrigin(String written) {
        assertThatThrownBy(() -> Origins.parse(written)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no origin");
    }
}
