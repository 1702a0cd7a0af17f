package io.anivia.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.IntStream;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterFilterTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"all\": false}", "{\"all\": true, \"reason\": \"r\"}", "{\"reason\": 5}",
        "{\"ids\": []}", "{\"ids\": \"one\"}", "{\"ids\": [1]}", "{\"all\": true, \"before\": \"yesterday\"}",
        "{\"all\": true, \"before\": \"+999999999-01-01T00:00:00Z\"}", "{\"all\": true, \"before\": \"-999999999-01-01T00:00:00Z\"}"})
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

    @Test
    void ofManyIdsAFewAreShownAndHowManyThereAre() {
        JsonArray ids = new JsonArray(IntStream.range(0, 20_000).mapToObj(id -> "e" + (100_000 + id)).toList());

        JsonObject summary = DeadLetterFilter.of(new JsonObject().put("ids", ids)).summary();

        assertThat(summary.getJsonArray("ids")).hasSize(20).contains("e100000");
        assertThat(summary.getInteger("idsInAll")).isEqualTo(20_000);
    }
}
