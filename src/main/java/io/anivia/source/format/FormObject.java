package io.anivia.source.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.anivia.source.format.FormBody.FormField;
import org.jspecify.annotations.Nullable;

/** Makes an object of the fields of a form. Values stay strings; those of one name become an array. For one use. */
final class FormObject {

    /** How deep objects may be nested in it. */
    static final int MAX_DEPTH = 20;

    /** An object that is open between {@code name.} and {@code .name}. */
    private record OpenObject(String name, Map<String, @Nullable Object> members) {
    }

    /** What names with brackets have made; an array if its names are 0, 1, 2 and so on. */
    private static final class Bracketed extends LinkedHashMap<String, @Nullable Object> {

        boolean isArray() {
            int expected = 0;
            for (String name : keySet()) {
                if (!name.equals(Integer.toString(expected++))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Values of one name; of a type of its own, to be told from an array that brackets made. */
    private static final class SameName extends ArrayList<@Nullable Object> {
    }

    private final Set<FormNesting> nesting;
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();
    private final Deque<OpenObject> open = new ArrayDeque<>();

    private FormObject(Set<FormNesting> nesting) {
        this.nesting = nesting;
    }

    /** @throws UndecodableException if the names nest deeper than {@value #MAX_DEPTH} */
    static Map<String, @Nullable Object> of(List<FormField> fields, Set<FormNesting> nesting)
            throws UndecodableException {
        FormObject object = new FormObject(nesting);
        for (FormField field : fields) {
            object.put(field.name(), field.text());
        }
        finish(object.members);
        return object.members;
    }

    private void put(String name, String value) throws UndecodableException {
        if (nesting.contains(FormNesting.CONTEXT) && value.isEmpty() && name.length() > 1) {
            if (name.endsWith(".")) {
                open(name.substring(0, name.length() - 1));
                return;
            }
            if (name.startsWith(".") && close(name.substring(1))) {
                return;
            }
        }
        int bracket = nesting.contains(FormNesting.BRACKETS) && name.endsWith("]") ? name.indexOf('[') : -1;
        if (bracket > 0) {
            putBracketed(name, bracket, value);
        } else {
            add(current(), name, value);
        }
    }

    private Map<String, @Nullable Object> current() {
        OpenObject innermost = open.peek();
        return innermost == null ? members : innermost.members();
    }

    private void open(String name) throws UndecodableException {
        requireDepth(open.size() + 1);
        open.push(new OpenObject(name, child(current(), name, false)));
    }

    /** Closes the object of that name and those inside, which were not; a name that is not open is a member's. */
    private boolean close(String name) {
        if (open.stream().noneMatch(object -> object.name().equals(name))) {
            return false;
        }
        OpenObject closed;
        do {
            closed = open.pop();
        } while (!closed.name().equals(name));
        return true;
    }

    private void putBracketed(String name, int firstBracket, String value) throws UndecodableException {
        Map<String, @Nullable Object> target = current();
        int depth = open.size();
        String key = name.substring(0, firstBracket);
        int at = firstBracket;
        while (at < name.length()) {
            int end = name.indexOf(']', at);
            if (name.charAt(at) != '[' || end < 0) {
                break;
            }
            requireDepth(++depth);
            target = child(target, key, true);
            key = name.substring(at + 1, end);
            if (key.isEmpty()) {
                key = Integer.toString(target.size());
            }
            at = end + 1;
        }
        add(target, at == name.length() ? key : key + name.substring(at), value);
    }

    /** The object of that name; a new one if there is none, beside a value that is there. */
    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> child(Map<String, @Nullable Object> parent, String name,
            boolean isBracketed) {
        Object present = parent.get(name);
        if (present instanceof SameName values) {
            present = values.get(values.size() - 1);
        }
        if (present instanceof Map) {
            return (Map<String, @Nullable Object>) present;
        }
        Map<String, @Nullable Object> child = isBracketed ? new Bracketed() : new LinkedHashMap<>();
        add(parent, name, child);
        return child;
    }

    private static void add(Map<String, @Nullable Object> target, String name, Object value) {
        Object present = target.get(name);
        if (present == null) {
            target.put(name, value);
        } else if (present instanceof SameName values) {
            values.add(value);
        } else {
            SameName values = new SameName();
            values.add(present);
            values.add(value);
            target.put(name, values);
        }
    }

    private static void requireDepth(int depth) throws UndecodableException {
        if (depth > MAX_DEPTH) {
            throw new UndecodableException("a form whose names nest deeper than " + MAX_DEPTH);
        }
    }

    private static void finish(Map<String, @Nullable Object> members) {
        members.replaceAll((name, value) -> finished(value));
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object finished(@Nullable Object value) {
        if (value instanceof SameName values) {
            values.replaceAll(FormObject::finished);
        } else if (value instanceof Map) {
            finish((Map<String, @Nullable Object>) value);
            if (value instanceof Bracketed bracketed && bracketed.isArray()) {
                return new ArrayList<>(bracketed.values());
            }
        }
        return value;
    }
}
