package io.anivia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownHeadersTest {

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=UTF-8", "text/plain;charset=\"utf-8\"",
        "application/x-protobuf", "application/cloudevents-batch+json; charset=utf-8"})
    void aWellKnownTypeIsShownAsItIs(String type) {
        assertThat(ShownHeaders.contentType(type)).isEqualTo(type);
    }

    @Test
    void whatElseAClientSaysIsNot() {
        assertThat(ShownHeaders.contentType("jane/doe")).isEqualTo("…");
        assertThat(ShownHeaders.contentType("jane@example.com")).isEqualTo("…");
        assertThat(ShownHeaders.contentType("")).isEqualTo("…");
        assertThat(ShownHeaders.contentType("application/json, jane")).isEqualTo("…");
        assertThat(ShownHeaders.contentType("multipart/form-data; boundary=jane")).isEqualTo("multipart/form-data; …");
        assertThat(ShownHeaders.contentType("application/json; charset=utf-8; user=jane")).isEqualTo("application/json; …");
        assertThat(ShownHeaders.contentType(null)).isNull();
    }

    @Test
    void ofEncodingsTheKnownOnesAre() {
        assertThat(ShownHeaders.contentEncoding("gzip")).isEqualTo("gzip");
        assertThat(ShownHeaders.contentEncoding("ZSTD")).isEqualTo("ZSTD");
        assertThat(ShownHeaders.contentEncoding("gzip, jane")).isEqualTo("…");
        assertThat(ShownHeaders.contentEncoding(null)).isNull();
    }
}
