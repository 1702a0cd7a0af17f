package io.anivia.destination.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

    @ParameterizedTest
    @CsvSource({
            "http://a, false, a, 80, /",
            "https://a, true, a, 443, /",
            "HTTPS://a:8443/, true, a, 8443, /",
            "http://my_service:8080/hook, false, my_service, 8080, /hook",
            "http://a.b-c.example./x, false, a.b-c.example., 80, /x",
            "http://127.0.0.1:1/x, false, 127.0.0.1, 1, /x",
            "http://[::1]:8080/x, false, ::1, 8080, /x",
            "http://[2001:db8::1]/, false, 2001:db8::1, 80, /",
            "https://b\u00fccher.example/, true, xn--bcher-kva.example, 443, /",
            "http://a?x=1, false, a, 80, /?x=1",
            "http://a/?b=x%26b%3D1&a=%2F&b=+, false, a, 80, /?b=x%26b%3D1&a=%2F&b=+",
            "http://a//b/../c%2Fd;e=1/, false, a, 80, //b/../c%2Fd;e=1/",
            "http://a/x?u=http://b:1/@?c, false, a, 80, /x?u=http://b:1/@?c",
            "'  http://a/x ', false, a, 80, /x"})
    void readsUrlsOfAllKinds(String url, boolean https, String host, int port, String target) {
        assertThat(HttpUrl.parse(url)).isEqualTo(new HttpUrl(https, host, port, target, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:80", "ftp://a", "http:/a", "http://", "http:///x", "http://:80", "http://a:",
            "http://a:0", "http://a:65536", "http://a:80x", "http://a:-1", "http://[::1", "http://::1/", "http://a b/",
            "http://a/ b", "http://a/\u00e9", "http://a/?q=\nx", "http://a/\r\nX: y", "http://a/#f", "http://a/%",
            "http://a/%4", "http://a/?x=%gg", "http://u:p@", "http://u@v@a/", "http://%zz@a/", "http://a,b/",
            "http://-\u0000-/"})
    void refusesWhatItCannotUseAndQuotesNothing(String url) {
        assertThatThrownBy(() -> HttpUrl.parse(url)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the URL");
        assertThatThrownBy(() -> HttpUrl.parse(url.replace("http://", "http://secret:secret@")))
                .isInstanceOf(IllegalArgumentException.class).message().doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"http://u:p@a/, Basic dTpw", "http://u@a/, Basic dQ==", "http://u%40x:p+%2F@a/, Basic dUB4OnArLw==",
            "http://@a/, 'Basic '"})
    void makesAHeaderOfUserAndPassword(String url, String authorization) {
        assertThat(HttpUrl.parse(url)).returns(authorization, HttpUrl::authorization)
                .returns("a", HttpUrl::hostHeader).hasToString("http://a:80");
    }

    @Test
    void theHostHeaderLeavesOutThePortOfTheScheme() {
        assertThat(HttpUrl.parse("https://a:443/").hostHeader()).isEqualTo("a");
        assertThat(HttpUrl.parse("http://a:443/").hostHeader()).isEqualTo("a:443");
        assertThat(HttpUrl.parse("http://[::1]/").hostHeader()).isEqualTo("[::1]");
    }
}
