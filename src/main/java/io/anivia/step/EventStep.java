package io.anivia.step;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What a step does to an event. Thread-safe. */
@FunctionalInterface
interface EventStep {

    /**
     * The event as the step makes it.
     *
     * @param event never changed: parts of it may belong to other events, too
     * @return another map, or the same; {@code null} if the event is wanted no longer
     * @throws StepException if the step does not know what to do with this event
     */
    @Nullable Map<String, @Nullable Object> apply(Map<String, @Nullable Object> event) throws StepException;
}
