package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ShownRequestTest {

    private static final Map<String, String> HEADERS =
            Map.of("Content-Type", "application/json", "X-Anivia-Id", "e1", "X-User", "jane", "X-Key", "***");

    @Test
    void valuesOfHeadersAreShownOnlyWhereNoEventIsInThem() {
        assertThat(ShownRequest.headers(HEADERS, false)).isEqualTo(new JsonObject().put("Content-Type", "application/json")
                .put("X-Anivia-Id", "e1").put("X-User", "…").put("X-Key", "***"));
        assertThat(ShownRequest.headers(HEADERS, true).getString("X-User")).isEqualTo("jane");
    }

    @Test
    void aHeaderThatIsUsuallyShownIsNotIfItsValueIsUnusual() {
        assertThat(ShownRequest.headers(Map.of("Content-Type", "jane/doe", "Content-Encoding", "jane", "Authorization",
                "jane ***", "Content-Length", "7"), false)).isEqualTo(new JsonObject().put("Content-Type", "…")
                .put("Content-Encoding", "…").put("Authorization", "…").put("Content-Length", "7"));
        assertThat(ShownRequest.headers(Map.of("authorization", "Splunk ***"), false).getString("authorization"))
                .isEqualTo("Splunk ***");
    }

    @Test
    void valuesOfParametersAreNotShown() {
        assertThat(ShownRequest.url("https://a.example/users/jane?user=jane&n=1", false))
                .isEqualTo("https://a.example/…");
        assertThat(ShownRequest.url("https://a.example?jane", false)).isEqualTo("https://a.example/…");
        assertThat(ShownRequest.url("https://a.example/", false)).isEqualTo("https://a.example/");
        assertThat(ShownRequest.url("https://a.example/in?user=jane", true)).isEqualTo("https://a.example/in?user=jane");
    }
}
