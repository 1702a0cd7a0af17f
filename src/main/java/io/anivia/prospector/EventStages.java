package io.anivia.prospector;

import org.jspecify.annotations.Nullable;

/**
 * What events go through behind their enrichment, in this order.
 *
 * @param source     the steps of their source; {@code null} if it has none
 * @param decoration the steps for all events; {@code null} if there are none
 * @param schemas    what they should look like; {@code null} if that is not known
 */
record EventStages(@Nullable EventSteps source, @Nullable EventSteps decoration, @Nullable EventSteps schemas) {

    static final EventStages NONE = new EventStages(null, null, null);

    /** Whether events are copied for the steps of routes. */
    boolean hasRoutes() {
        return source != null || decoration != null;
    }
}
