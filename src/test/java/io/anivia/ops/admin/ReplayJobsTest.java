package io.anivia.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;

import io.anivia.ops.fleet.FleetProblem;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ReplayJobsTest {

    @Test
    void whatBecameOfTheLettersIsAddedUpOverProcesses() {
        JsonObject runs = new JsonObject("""
                {"jobs": [{"id": "b", "startedAt": "2026-01-01T00:00:01Z", "moved": 10}],
                 "fates": {"b": {"delivered": 1, "deadAgain": 1}}}""");
        JsonObject delivers = new JsonObject("""
                {"jobs": [{"id": "a", "startedAt": "2026-01-01T00:00:00Z", "moved": 1}],
                 "fates": {"b": {"delivered": 4}, "c": {"delivered": 7}}}""");

        assertThat(ReplayJobs.merged(List.of(runs, delivers))).containsExactly(
                new JsonObject("""
                        {"id": "a", "startedAt": "2026-01-01T00:00:00Z", "moved": 1, "delivered": 0, "deadAgain": 0,
                         "waiting": 1}"""),
                new JsonObject("""
                        {"id": "b", "startedAt": "2026-01-01T00:00:01Z", "moved": 10, "delivered": 5, "deadAgain": 1,
                         "waiting": 4}"""));
    }

    /** An event that was delivered twice counts twice. */
    @Test
    void noLessThanNoneWaits() {
        assertThat(ReplayJobs.merged(List.of(new JsonObject("""
                {"jobs": [{"id": "b", "moved": 1}], "fates": {"b": {"delivered": 2}}}""")))).singleElement()
                .satisfies(job -> assertThat(job.getLong("waiting")).isZero());
    }

    /** That there are none is not known then, and a job that cannot be found may be its. */
    @Test
    void aProcessThatCannotSayMakesNoEmptyList() {
        assertThatCode(() -> ReplayJobs.requireAll(List.of())).doesNotThrowAnyException();
        assertThatExceptionOfType(HttpProblem.class)
                .isThrownBy(() -> ReplayJobs.requireAll(List.of(new FleetProblem("p-1", 503, "too busy"))))
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(503))
                .withMessageContaining("process p-1 cannot say which jobs it has: too busy");
    }

    @Test
    void anOlderOrBrokenAnswerDoesNoHarm() {
        assertThat(ReplayJobs.merged(List.of())).isEmpty();
        assertThat(ReplayJobs.merged(List.of(new JsonObject(), new JsonObject("""
                {"jobs": [1, {}, {"id": 7}, {"id": "b"}], "fates": {"b": 1, "c": {"delivered": "x"}}}""")))).hasSize(1);
    }
}
