package io.anivia.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ProbeOutcomeTest {

    private final Map<String, JsonObject> before = new LinkedHashMap<>();
    private final Map<String, JsonObject> now = new LinkedHashMap<>();

    @Test
    void whatHasBeenDeliveredWhatFailedAndWhatIsOpenIsToldByProcess() {
        process("a", seen("suspended", null, "401 before", 1), seen("delivering", "12:01", "401 before", 0));
        process("b", seen("suspended", null, "401 before", 1), seen("suspended", null, "HTTP 403", 1));
        process("c", seen("backing off", null, null, 0), seen("backing off", null, null, 0));
        process("d", seen("backing off", null, null, 2), seen("backing off", null, null, 2));
        process("e", seen("backing off", null, null, 2), null);

        ProbeOutcome outcome = outcome();
        assertThat(outcome.isComplete()).isFalse();
        assertThat(outcome.inWords()).isEqualTo("delivered in 1 of 5 processes; failed in 1 of 5 processes: HTTP 403"
                + " Forbidden; not known yet in 3 of 5 processes: it has no event to try; there is no answer yet; the"
                + " process does not answer");
        assertThat(outcome.toJson().getJsonObject(1).encode())
                .isEqualTo("{\"process\":\"b\",\"result\":\"failed\",\"words\":\"HTTP 403 Forbidden\"}");
        assertThat(outcome.toJson().getJsonObject(0).getValue("words")).isNull();
    }

    @Test
    void oneProcessNeedsNoNumbers() {
        process("a", seen("suspended", "11:00", "HTTP 401", 1), seen("suspended", "11:00", "HTTP 401 again", 1));

        assertThat(outcome().isComplete()).isTrue();
        assertThat(outcome().inWords()).isEqualTo("failed: HTTP 401 Unauthorized");
    }

    /** One that was under way when the destination was suspended says nothing of how it is now. */
    @Test
    void anEarlierDeliveryThatSucceedsIsNoOutcome() {
        process("a", seen("suspended", "11:00", "HTTP 401", 1), seen("suspended", "11:01", "HTTP 401", 1));

        assertThat(outcome().isComplete()).isFalse();
    }

    @Test
    void oneThatDeliversIsNotTried() {
        process("a", seen("delivering", "11:00", null, 1), seen("delivering", "11:02", null, 1));

        assertThat(outcome().toJson()).isEmpty();
        assertThat(outcome().isComplete()).isTrue();
        assertThat(outcome().inWords()).isEqualTo("no process held it back");
    }

    private void process(String id, JsonObject then, JsonObject later) {
        before.put(id, then);
        if (later != null) {
            now.put(id, later);
        }
    }

    private ProbeOutcome outcome() {
        return ProbeOutcome.of(ProbeOutcome.heldBack(answers(before)), answers(now));
    }

    private static FleetAnswers answers(Map<String, JsonObject> seen) {
        List<FleetAnswer> answers = new ArrayList<>(List.of(new FleetAnswer(new JsonObject().put("id", "elmer"),
                new JsonObject().putNull("destination"))));
        seen.forEach((id, destination) -> answers.add(new FleetAnswer(new JsonObject().put("id", id),
                new JsonObject().put("destination", destination))));
        return new FleetAnswers(answers, List.of(), List.of());
    }

    private static JsonObject seen(String state, String success, String failure, int inHand) {
        return new JsonObject().put("state", state).put("inHand", inHand).put("lastSuccess", success).put("lastFailure",
                failure == null ? null : new JsonObject().put("at", "12:00").put("words", failure));
    }
}
