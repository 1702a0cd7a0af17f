package io.anivia.tap;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a tap looks for.
 *
 * @param points      at least one
 * @param destination at points that have one: only this; {@code null}: all
 * @param source      only what this source took in; {@code null}: all
 * @param filters     all of them hold
 * @param values      whether values are shown, and not only names and kinds
 */
public record TapQuery(Set<TapPoint> points, @Nullable String destination, @Nullable String source,
        List<TapFilter> filters, boolean values) {

    /** Each is tried on every event that passes. */
    public static final int MAX_FILTERS = 4;

    public TapQuery {
        points = Set.copyOf(points);
        filters = List.copyOf(filters);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a tap looks at one point at least");
        }
        if (filters.size() > MAX_FILTERS) {
            throw new IllegalArgumentException("a tap has at most " + MAX_FILTERS + " filters");
        }
    }

    /** Without what is in the event. */
    boolean mayMatch(TappedEvent event) {
        return (destination == null || destination.equals(event.destination()))
                && (source == null || source.equals(event.source()));
    }
}
