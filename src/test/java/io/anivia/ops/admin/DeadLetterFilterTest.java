package io.anivia.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterFilterTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"all\": false}", "{\"all\": true, \"reason\": \"r\"}", "{\"reason\": 5}",
        "{\"ids\": []}", "{\"ids\": \"one\"}", "{\"ids\": [1]}", "{\"all\": true, \"before\": \"yesterday\"}"})
    void whatDoesNotSayWhichIsRefused(String json) {
        assertThatExceptionOfType(HttpProblem.class).isThrownBy(() -> DeadLetterFilter.of(new JsonObject(json)))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"all\": true}", "{\"reason\": \"r\", \"before\": \"2026-11-25T16:00:00Z\"}",
        "{\"ids\": [\"a\", \"b\"]}"})
    void itIsSaidAgainAsItWas(String json) {
        assertThat(DeadLetterFilter.of(new JsonObject(json)).toJson()).isEqualTo(new JsonObject(json));
    }
}
