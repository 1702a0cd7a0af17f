package io.anivia.source.reading;

import java.util.Set;

/**
 * Which members on the way to an event are copied onto it, if it has none of that name. Immutable.
 *
 * @param all    whether all members beside the events are, at the outermost level
 * @param except those of them that are not
 * @param names  members that are, at any level
 */
public record SharedMembers(boolean all, Set<String> except, Set<String> names) {

    /** Whether a member is, at the outermost level or at one further in. */
    public boolean includes(String name, boolean isOutermost) {
        return names.contains(name) || (isOutermost && all && !except.contains(name));
    }
}
