package io.anivia.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.anivia.contract.EventMembers;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one event, which itself is left as it is: what lies on the way to a change is copied, once, and everything
 * else is shared. For one thread.
 */
final class EventEdit {

    /** In place of a value: its member is removed, from an object or a list. */
    static final Object REMOVED = new Object();

    private Map<String, @Nullable Object> event;
    /** The objects and lists that are copies already. */
    private final CopySet copies = new CopySet();

    EventEdit(Map<String, @Nullable Object> event) {
        this.event = event;
    }

    /** The event with all changes; the one that was given if there are none. */
    Map<String, @Nullable Object> event() {
        return event;
    }

    /** Goes on with another event in its place. */
    void replace(Map<String, @Nullable Object> other) {
        event = other;
    }

    /** The first value; {@code null} if there is none, or if it is {@code null}. */
    @Nullable Object get(StepPath path) {
        Object found = get(event, path, 0);
        return found == REMOVED ? null : found;
    }

    /** Whether there is a value, be it {@code null}. */
    boolean has(StepPath path) {
        return get(event, path, 0) != REMOVED;
    }

    /** {@link #REMOVED} if there is none. */
    private static @Nullable Object get(@Nullable Object in, StepPath path, int at) {
        if (at == path.length()) {
            return in;
        }
        if (path.isEach(at)) {
            for (Object member : membersOf(in)) {
                Object found = get(member, path, at + 1);
                if (found != null && found != REMOVED) {
                    return found;
                }
            }
            return REMOVED;
        }
        if (in instanceof Map<?, ?> object) {
            int dots = dots(object, path, at);
            return dots < 0 ? REMOVED : get(object.get(path.name(at, dots)), path, at + dots + 1);
        }
        int index = in instanceof List<?> list ? index(path.name(at), list) : -1;
        return index < 0 || !(in instanceof List<?> list) ? REMOVED : get(list.get(index), path, at + 1);
    }

    private static Iterable<? extends @Nullable Object> membersOf(@Nullable Object in) {
        return in instanceof Map<?, ?> object ? object.values() : in instanceof List<?> list ? list : List.of();
    }

    /** How many dots the longest name has that begins here and that a member has; -1 if none has. */
    private static int dots(Map<?, ?> object, StepPath path, int at) {
        for (int dots = path.length() - at - 1; dots >= 0; dots--) {
            if (object.containsKey(path.name(at, dots))) {
                return dots;
            }
        }
        return -1;
    }

    /** -1 if it is no number, or beyond the list. */
    private static int index(String name, List<?> list) {
        boolean isIndex = name.length() < 10 && name.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        int index = isIndex ? Integer.parseInt(name) : -1;
        return index < list.size() ? index : -1;
    }

    /**
     * Sets the value, and makes the objects on the way to it that are not there. Where a path means each member, it is
     * set in each.
     *
     * @throws StepException if something on the way is neither an object nor a list that reaches so far
     */
    void set(StepPath path, @Nullable Object value) throws StepException {
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            // It may have two places from now on, and a later change means only one of them.
            copies.clear();
        }
        event = castEvent(set(event, path, 0, value));
    }

    private @Nullable Object set(@Nullable Object in, StepPath path, int at, @Nullable Object value)
            throws StepException {
        if (at == path.length()) {
            return value;
        }
        if (path.isEach(at)) {
            return setEach(in, path, at, value);
        }
        if (in == null) {
            if (path.hasEach(at)) {
                return null;
            }
            Map<String, @Nullable Object> made = new LinkedHashMap<>();
            copies.add(made);
            made.put(path.name(at), set(null, path, at + 1, value));
            return made;
        }
        if (in instanceof Map<?, ?> object) {
            int dots = Math.max(0, dots(object, path, at));
            String name = path.name(at, dots);
            if (!object.containsKey(name) && path.hasEach(at + 1)) {
                return object;
            }
            return put(object, name, set(object.get(name), path, at + dots + 1, value));
        }
        if (in instanceof List<?> list && index(path.name(at), list) >= 0) {
            int index = index(path.name(at), list);
            return put(list, index, set(list.get(index), path, at + 1, value));
        }
        throw new StepException("there is no place for '" + path + "', for what '" + path.name(at)
                + "' should be in is no object, nor a list of that length");
    }

    private @Nullable Object setEach(@Nullable Object in, StepPath path, int at, @Nullable Object value)
            throws StepException {
        if (in instanceof Map<?, ?> object) {
            Map<?, ?> changed = object;
            for (String name : names(object, at)) {
                changed = put(changed, name, set(object.get(name), path, at + 1, value));
            }
            return changed;
        }
        if (in instanceof List<?> list) {
            List<?> changed = list;
            for (int index = 0; index < list.size(); index++) {
                changed = put(changed, index, set(list.get(index), path, at + 1, value));
            }
            return changed;
        }
        return in;
    }

    /** Removes each value that the path means. */
    void remove(StepPath path) {
        change(path, value -> REMOVED);
    }

    /** Puts another value in the place of each that the path means; {@link #REMOVED} removes it. */
    void change(StepPath path, UnaryOperator<@Nullable Object> change) {
        event = castEvent(change(event, path, 0, change));
    }

    private @Nullable Object change(@Nullable Object in, StepPath path, int at,
            UnaryOperator<@Nullable Object> change) {
        if (at == path.length()) {
            return change.apply(in);
        }
        if (path.isEach(at)) {
            return changeEach(in, at == 0, member -> change(member, path, at + 1, change));
        }
        if (in instanceof Map<?, ?> object) {
            int dots = dots(object, path, at);
            if (dots < 0) {
                return in;
            }
            String name = path.name(at, dots);
            return put(object, name, change(object.get(name), path, at + dots + 1, change));
        }
        if (in instanceof List<?> list && index(path.name(at), list) >= 0) {
            int index = index(path.name(at), list);
            return put(list, index, change(list.get(index), path, at + 1, change));
        }
        return in;
    }

    /** The same for each value in these that is neither an object nor a list, in all depths. */
    void changeScalars(StepPath path, UnaryOperator<@Nullable Object> change) {
        change(path, value -> changeAll(value, false, change));
    }

    /** The same for each value of the event that is neither an object nor a list, in all depths. */
    void changeAll(UnaryOperator<@Nullable Object> change) {
        event = castEvent(changeAll(event, true, change));
    }

    private @Nullable Object changeAll(@Nullable Object in, boolean isEvent, UnaryOperator<@Nullable Object> change) {
        return in instanceof Map<?, ?> || in instanceof List<?>
                ? changeEach(in, isEvent, member -> changeAll(member, false, change)) : change.apply(in);
    }

    private @Nullable Object changeEach(@Nullable Object in, boolean isEvent,
            UnaryOperator<@Nullable Object> change) {
        if (in instanceof Map<?, ?> object) {
            return changeMembers(object, isEvent, change);
        }
        if (in instanceof List<?> list) {
            List<?> changed = list;
            int removed = 0;
            int size = list.size();
            for (int index = 0; index < size; index++) {
                Object member = change.apply(changed.get(index - removed));
                changed = put(changed, index - removed, member);
                removed += member == REMOVED ? 1 : 0;
            }
            return changed;
        }
        return in;
    }

    /** Not in place, even if the object is a copy: its members are being gone through. */
    private Map<?, ?> changeMembers(Map<?, ?> object, boolean isEvent, UnaryOperator<@Nullable Object> change) {
        Map<String, @Nullable Object> copy = null;
        for (Map.Entry<?, ?> member : object.entrySet()) {
            if (!(member.getKey() instanceof String name) || isEvent && EventMembers.isReserved(name)) {
                continue;
            }
            Object changed = change.apply(member.getValue());
            if (changed == member.getValue()) {
                continue;
            }
            if (copy == null) {
                copy = newCopyOf(object);
            }
            if (changed == REMOVED) {
                copy.remove(name);
            } else {
                copy.put(name, changed);
            }
        }
        return copy == null ? object : copy;
    }

    /** The names of an object's members, of the event's only those that may be changed. */
    private static List<String> names(Map<?, ?> object, int at) {
        List<String> names = new ArrayList<>(object.size());
        for (Object name : object.keySet()) {
            if (name instanceof String text && !(at == 0 && EventMembers.isReserved(text))) {
                names.add(text);
            }
        }
        return names;
    }

    /** The object with this member; itself if that changes nothing. */
    private Map<?, ?> put(Map<?, ?> object, String name, @Nullable Object value) {
        boolean isThere = object.containsKey(name);
        if (value == REMOVED ? !isThere : isThere && object.get(name) == value) {
            return object;
        }
        Map<String, @Nullable Object> copy = copyOf(object);
        if (value == REMOVED) {
            copy.remove(name);
        } else {
            copy.put(name, value);
        }
        return copy;
    }

    private List<?> put(List<?> list, int index, @Nullable Object value) {
        if (list.get(index) == value) {
            return list;
        }
        List<@Nullable Object> copy = copyOf(list);
        if (value == REMOVED) {
            copy.remove(index);
        } else {
            copy.set(index, value);
        }
        return copy;
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> copyOf(Map<?, ?> object) {
        return copies.contains(object) ? (Map<String, @Nullable Object>) object : newCopyOf(object);
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> newCopyOf(Map<?, ?> object) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>((Map<String, @Nullable Object>) object);
        copies.add(copy);
        return copy;
    }

    @SuppressWarnings("unchecked")
    private List<@Nullable Object> copyOf(List<?> list) {
        if (copies.contains(list)) {
            return (List<@Nullable Object>) list;
        }
        List<@Nullable Object> copy = new ArrayList<>(list);
        copies.add(copy);
        return copy;
    }

    /** What an event becomes is an object: a path has a name at least. */
    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> castEvent(@Nullable Object event) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(event);
    }
}
