package io.anivia.prospector;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What a route does to events: the steps of a source, or those for all events. */
interface EventSteps {

    /**
     * What became of an event.
     *
     * @param event     as it is now; {@code null} if it is routed nowhere: the route stopped, failed, or rejects it
     * @param failure   why the steps failed, without a word of the event: it goes on as it was; {@code null} if they
     *                  did not
     * @param rejection why the event is rejected, without a word of it; {@code null} if it is not
     */
    record StepResult(@Nullable Map<String, @Nullable Object> event, @Nullable String failure,
            @Nullable String rejection) {

        static StepResult changed(Map<String, @Nullable Object> event) {
            return new StepResult(event, null, null);
        }

        static StepResult unwanted() {
            return new StepResult(null, null, null);
        }

        static StepResult failed(String why) {
            return new StepResult(null, why, null);
        }

        static StepResult rejected(String why) {
            return new StepResult(null, null, why);
        }
    }

    /**
     * Runs the steps.
     *
     * @param events never changed; one at least
     * @return a result for each, in their order
     */
    List<StepResult> run(List<Map<String, @Nullable Object>> events);
}
