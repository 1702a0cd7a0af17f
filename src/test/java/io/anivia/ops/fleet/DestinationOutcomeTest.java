package io.anivia.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class DestinationOutcomeTest {

    @Test
    void theWorstStateOfAllIsShown() {
        JsonObject outcome = outcome("delivering", "suspended", "backing off", "delivering").toJson();

        assertThat(outcome.getInteger("answered")).isEqualTo(4);
        assertThat(outcome.getJsonObject("destination").getString("state")).isEqualTo("suspended");
        assertThat(outcome.getJsonObject("destination").getJsonObject("states")).isEqualTo(
                new JsonObject().put("delivering", 2L).put("suspended", 1L).put("backing off", 1L));
    }

    @Test
    void itIsPausedWhenItIsSoEverywhere() {
        assertThat(outcome("paused", "paused").isPaused()).isTrue();
        assertThat(outcome("paused", "delivering").isPaused()).isFalse();
        assertThat(outcome().isPaused()).isFalse();
    }

    @Test
    void processesWithoutItDoNotCount() {
        FleetAnswers answers = new FleetAnswers(List.of(
                new FleetAnswer(new JsonObject().put("id", "a"), new JsonObject().putNull("destination")),
                new FleetAnswer(new JsonObject().put("id", "b"), new JsonObject().put("destination", 7)),
                new FleetAnswer(new JsonObject().put("id", "c"), new JsonObject())),
                List.of(new FleetProblem("d", 501, "unknown")), List.of("e"));

        assertThat(DestinationOutcome.of(answers).count()).isZero();
        assertThat(DestinationOutcome.of(answers).toJson().encode()).isEqualTo("{\"destination\":{\"states\":{}},"
                + "\"answered\":0,\"silent\":[\"e\"],"
                + "\"problems\":[{\"process\":\"d\",\"status\":501,\"detail\":\"unknown\"}]}");
    }

    private static DestinationOutcome outcome(String... states) {
        return DestinationOutcome.of(new FleetAnswers(Arrays.stream(states).map(state -> new FleetAnswer(
                new JsonObject().put("id", state), new JsonObject().put("destination",
                        new JsonObject().put("name", "partner").put("state", state)))).toList(), List.of(), List.of()));
    }
}
