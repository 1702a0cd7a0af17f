package io.anivia.source.reading;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** A step on the way to events: the members that lead on, or the events themselves. Immutable once it is parsed. */
public final class EventPlace {

    private final Map<String, EventPlace> inner = new LinkedHashMap<>();
    private final String path;
    private boolean isEvents;
    private @Nullable String type;

    /** @param path the names that lead here; empty for the record itself */
    EventPlace(String path) {
        this.path = path;
    }

    /** The names that lead here, with dots between them. */
    public String path() {
        return path;
    }

    /** What an object here without events does not have, for a message. */
    public String lacks() {
        return inner.size() == 1 ? "no '" + inner.keySet().iterator().next() + "'"
                : "neither '" + String.join("' nor '", inner.keySet()) + "'";
    }

    /** The place behind a member's name; {@code null} if no events are there. */
    public @Nullable EventPlace inner(String name) {
        return inner.get(name);
    }

    /** Whether the events are here, one or an array of them; else further members lead to them. */
    public boolean isEvents() {
        return isEvents;
    }

    /** The type of events that have none of their own; {@code null} if it is not said. */
    public @Nullable String type() {
        return type;
    }

    /** @throws IllegalArgumentException if a place lies within another, or is there already */
    void add(String path, @Nullable String eventType) {
        EventPlace place = this;
        for (String name : path.split("\\.", -1)) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("'" + path + "' is no path");
            }
            if (place.isEvents) {
                throw new IllegalArgumentException("'" + path + "' lies within another place");
            }
            String itsPath = place.path.isEmpty() ? name : place.path + "." + name;
            place = place.inner.computeIfAbsent(name, none -> new EventPlace(itsPath));
        }
        if (place.isEvents || !place.inner.isEmpty()) {
            throw new IllegalArgumentException("'" + path + "' is there twice, or others lie within it");
        }
        place.isEvents = true;
        place.type = eventType;
    }
}
