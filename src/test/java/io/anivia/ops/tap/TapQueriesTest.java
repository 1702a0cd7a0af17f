package io.anivia.ops.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.List;

import io.anivia.ops.admin.HttpProblem;
import io.anivia.tap.TapPoint;
import io.anivia.tap.TapQuery;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapQueriesTest {

    @Test
    void aQueryIsTheSameInAnotherProcess() {
        TapQuery query = TapQueries.of(List.of("failed", "dead"), "splunk", "web", List.of("type=order", "a~b"), true);

        JsonObject json = new JsonObject(TapQueries.toJson(query).encode());

        assertThat(TapQueries.toJson(TapQueries.fromJson(json))).isEqualTo(TapQueries.toJson(query));
        assertThat(TapQueries.fromJson(json).points()).containsExactlyInAnyOrder(TapPoint.FAILED, TapPoint.DEAD);
    }

    @Test
    void withoutAPointItIsThatOfEvents() {
        assertThat(TapQueries.of(List.of(), null, "", List.of(), false).points()).containsExactly(TapPoint.EVENT);
    }

    @Test
    void theRequestIsToldWhatIsWrong() {
        assertThatExceptionOfType(HttpProblem.class).isThrownBy(
                () -> TapQueries.of(List.of("nowhere"), null, null, List.of(), false)).withMessageContaining("accepted");
        assertThatExceptionOfType(HttpProblem.class).isThrownBy(() -> TapQueries.of(List.of(), null, null,
                Collections.nCopies(5, "a=b"), false)).withMessageContaining("4 filters");
        assertThatExceptionOfType(HttpProblem.class).isThrownBy(
                () -> TapQueries.of(List.of(), null, null, List.of("a"), false)).withMessageContaining("path=value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"points\":[7]}", "{\"points\":{}}", "{\"points\":[\"of a newer version\"]}",
            "{\"where\":[null]}", "{\"where\":\"x\"}", "{\"values\":\"yes\"}", "{\"destination\":[]}"})
    void aMessageThatIsNoneIsRefused(String json) {
        assertThatExceptionOfType(HttpProblem.class).isThrownBy(() -> TapQueries.fromJson(new JsonObject(json)));
    }
}
