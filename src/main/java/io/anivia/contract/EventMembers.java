package io.anivia.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The members of an event that Anivia sets, and that no step of a route changes. */
public final class EventMembers {

    public static final String ID = "id";
    public static final String TIMESTAMP = "timestamp";
    public static final String ANIVIA = "anivia";
    /** All of them. */
    public static final List<String> RESERVED = List.of(ID, TIMESTAMP, ANIVIA);
    /** Of {@code anivia}: sentences about what went wrong on the way. */
    public static final String WARNINGS = "warnings";

    private EventMembers() {
    }

    /** Whether a member of this name is one of them. */
    public static boolean isReserved(String name) {
        return switch (name) {
            case ID, TIMESTAMP, ANIVIA -> true;
            default -> false;
        };
    }

    /** The warnings that an event has; empty if there are none. */
    public static List<?> warnings(Map<String, ?> event) {
        return event.get(ANIVIA) instanceof Map<?, ?> anivia && anivia.get(WARNINGS) instanceof List<?> warnings
                ? warnings : List.of();
    }

    /** The event with one more warning; the one that is given is not changed, nor what is in it. */
    public static Map<String, @Nullable Object> warned(Map<String, @Nullable Object> event, String warning) {
        List<@Nullable Object> warnings = new ArrayList<>(warnings(event));
        warnings.add(warning);
        return with(event, WARNINGS, warnings);
    }

    /** The event with another member of {@code anivia}; the one that is given is not changed, nor what is in it. */
    public static Map<String, @Nullable Object> with(Map<String, @Nullable Object> event, String member,
            Object value) {
        Map<@Nullable Object, @Nullable Object> anivia =
                event.get(ANIVIA) instanceof Map<?, ?> before ? new LinkedHashMap<>(before) : new LinkedHashMap<>();
        anivia.put(member, value);
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(event);
        changed.put(ANIVIA, anivia);
        return changed;
    }
}
