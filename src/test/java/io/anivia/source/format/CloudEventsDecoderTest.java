package io.anivia.source.format;

import static io.anivia.source.format.Formats.decode;
import static io.anivia.source.format.Formats.headers;
import static io.anivia.source.format.Formats.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import io.anivia.source.format.Decoder.Input;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsDecoderTest {

    private static final Map<String, String> HEADERS = Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-type", "t",
            "ce-source", "/s", "ce-zone", "z", "ce-app", "a", "host", "h", "ce-data", "no", "ce-time",
            "2026-11-27T06:46:18.060Z");
    private static final String ATTRIBUTES = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\","
            + "\"time\":\"2026-11-27T06:46:18.060Z\",\"app\":\"a\",";

    @Test
    void binaryModeBecomesStructured() throws Exception {
        assertThat(decode("cloudevents", " {\"sku\": 1.10}\n", headers("application/json; charset=utf-8", HEADERS)))
                .isEqualTo(ATTRIBUTES + "\"datacontenttype\":\"application/json; charset=utf-8\",\"zone\":\"z\","
                        + "\"data\":{\"sku\": 1.10}}");
        assertThat(decode("cloudevents", "[1]", headers(null, HEADERS)))
                .isEqualTo(ATTRIBUTES + "\"zone\":\"z\",\"data\":[1]}");
        assertThat(decode("cloudevents", "", headers(null, Map.of("ce-id", "1")))).isEqualTo("{\"id\":\"1\"}");
    }

    @Test
    void dataThatIsNotJsonIsTextOrBase64() throws Exception {
        Input text = headers("text/plain", Map.of("ce-id", "1"));
        assertThat(decode("cloudevents", "{ü}", text))
                .isEqualTo("{\"id\":\"1\",\"datacontenttype\":\"text/plain\",\"data\":\"{ü}\"}");
        assertThat(decode("cloudevents", "{\"a\":", headers("application/json", Map.of("ce-id", "1"))))
                .endsWith("\"data\":\"{\\\"a\\\":\"}");
        assertThat(decode("cloudevents", "{} {}", headers("application/json", Map.of("ce-id", "1"))))
                .endsWith("\"data\":\"{} {}\"}");
        assertThat(decode("cloudevents", new byte[] {(byte) 0xff, 0}, text))
                .asString().endsWith("\"data_base64\":\"/wA=\"}");
    }

    @Test
    void valuesOfHeadersAreDecoded() throws Exception {
        Map<String, String> headers = Map.of("ce-id", "\"Euro \\\"%E2%82%AC\\\" %F0%9F%98%80\"", "ce-x", "a+b%2");
        assertThat(decode("cloudevents", "", headers(null, headers)))
                .isEqualTo("{\"id\":\"Euro \\\"€\\\" 😀\",\"x\":\"a+b%2\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/cloudevents+json; charset=utf-8", "application/cloudevents-batch+json"})
    void structuredModeIsPassedOn(String contentType) throws Exception {
        byte[] body = utf8("[{\"id\":\"1\"}]");
        assertThat(decode("cloudevents", body, headers(contentType, HEADERS))).isSameAs(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce-type", "ce", "id", "x-ce-id"})
    void otherRequestsArePassedOn(@Nullable String header) throws Exception {
        byte[] body = utf8("{}");
        assertThat(decode("cloudevents", body, headers("application/json", Map.of(header, "1")))).isSameAs(body);
    }

    @Test
    void holdsToItsBound() {
        Input input = new Input("text/plain", null, "/", null, Map.of("ce-id", "1"), 40);
        assertThatThrownBy(() -> decode("cloudevents", utf8("abcdefgh"), input))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("more than 40 bytes");
    }
}
