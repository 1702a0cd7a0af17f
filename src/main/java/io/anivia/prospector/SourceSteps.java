package io.anivia.prospector;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What a source's route does to each of its events, one by one. */
interface SourceSteps {

    /**
     * What became of an event.
     *
     * @param event   as it is now; {@code null} if the route stopped, so that it is routed nowhere, or failed
     * @param failure why the steps failed, without a word of the event; {@code null} if they did not
     */
    record StepResult(@Nullable Map<String, @Nullable Object> event, @Nullable String failure) {
    }

    /** @param event never changed */
    StepResult run(Map<String, @Nullable Object> event);
}
