package io.anivia.contract;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where a value is in an event. A dot leads into an object, or by a number into a list ({@code products.0.name}); a
 * member with dots in its name is found, too, and the longest name wins: a member {@code a.b} comes before the
 * {@code b} of {@code a}. A lone dot is the event itself. Immutable.
 */
public final class FieldPath {

    /** The event itself. */
    private static final String WHOLE = ".";

    private final String text;
    private final boolean isName;

    private FieldPath(String text) {
        this.text = text;
        this.isName = text.indexOf('.') < 0;
    }

    /** @throws IllegalArgumentException if it is empty, or of another language */
    public static FieldPath of(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a path is missing");
        }
        if (text.startsWith("$.")) {
            throw new IllegalArgumentException("'" + text + "' is no path: write '" + text.substring(2)
                    + "', names with dots between them");
        }
        return new FieldPath(text);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return text;
    }

    /** Whether it is a member's name and leads no deeper. */
    public boolean isName() {
        return isName;
    }

    /** Whether it is the event itself. */
    public boolean isWhole() {
        return text.equals(WHOLE);
    }

    /** The value; {@code null} if there is none, or if it is {@code null}. */
    public @Nullable Object in(@Nullable Object event) {
        return isName ? member(event, text) : find(event, text);
    }

    /** Whether an object has a member of its own, be it {@code null}, that this path begins with. */
    public boolean beginsIn(Map<?, ?> object) {
        if (object.containsKey(text)) {
            return true;
        }
        for (int dot = text.lastIndexOf('.'); dot > 0; dot = text.lastIndexOf('.', dot - 1)) {
            if (object.containsKey(text.substring(0, dot))) {
                return true;
            }
        }
        return false;
    }

    /** Removes each member that this path may mean; nothing is removed from a list itself. */
    public void removeFrom(Map<String, ?> event) {
        remove(event, text);
    }

    private static void remove(@Nullable Object from, String path) {
        if (from instanceof Map<?, ?> object) {
            object.remove(path);
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            Object inner = member(from, path.substring(0, dot));
            if (inner != null) {
                remove(inner, path.substring(dot + 1));
            }
        }
    }

    private static @Nullable Object find(@Nullable Object in, String path) {
        if (path.equals(WHOLE)) {
            return in;
        }
        if (in instanceof Map<?, ?> object && object.get(path) != null) {
            return object.get(path);
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            Object member = member(in, path.substring(0, dot));
            Object found = member == null ? null : find(member, path.substring(dot + 1));
            if (found != null) {
                return found;
            }
        }
        return member(in, path);
    }

    private static @Nullable Object member(@Nullable Object in, String name) {
        if (in instanceof Map<?, ?> object) {
            return object.get(name);
        }
        boolean isIndex = !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
        if (isIndex && in instanceof List<?> list && Integer.parseInt(name) < list.size()) {
            return list.get(Integer.parseInt(name));
        }
        return null;
    }
}
