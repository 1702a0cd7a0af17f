package io.anivia.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.anivia.contract.EventMembers;
import org.jspecify.annotations.Nullable;

/** Changes of members, one after the other. Filled by its endpoint, and not changed after that. */
final class FieldsStep implements EventStep {

    /** One of them. */
    private interface FieldsChange {

        void apply(EventEdit edit) throws StepException;
    }

    private static final int EXPECTED_MEMBERS = 32;

    private final List<FieldsChange> changes = new ArrayList<>();

    @Override
    public Map<String, @Nullable Object> apply(Map<String, @Nullable Object> event) throws StepException {
        EventEdit edit = new EventEdit(event);
        for (FieldsChange change : changes) {
            change.apply(edit);
        }
        return edit.event();
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    void keep(List<StepPath> paths) {
        Projection projection = new Projection(paths);
        changes.add(edit -> edit.replace(projection.of(edit.event())));
    }

    void drop(List<StepPath> paths) {
        changes.add(edit -> paths.forEach(edit::remove));
    }

    /** @throws IllegalArgumentException if they mean several members that are not in the same objects */
    void rename(StepPath to, StepPath from) {
        if (to.hasEach(0) || from.hasEach(0)) {
            renameInEach(to, from);
            return;
        }
        changes.add(edit -> {
            if (edit.has(from)) {
                Object value = edit.get(from);
                edit.remove(from);
                edit.set(to, value);
            }
        });
    }

    private void renameInEach(StepPath to, StepPath from) {
        StepPath parent = from.parent();
        if (parent == null || !Objects.equals(parent.toString(), Objects.toString(to.parent(), null))
                || from.isEach(from.length() - 1) || to.isEach(to.length() - 1)) {
            throw new IllegalArgumentException("'" + to + " = " + from + "' renames several members: write the same path"
                    + " in front of both names, such as products[*].sku = products[*].id");
        }
        changes.add(edit -> edit.change(parent, in -> in instanceof Map<?, ?> object && object.containsKey(from.last())
                ? renamed(object, to.last(), from.last()) : in));
    }

    private static Map<String, @Nullable Object> renamed(Map<?, ?> object, String to, String from) {
        Map<String, @Nullable Object> renamed = new LinkedHashMap<>();
        object.forEach((name, value) -> renamed.put(String.valueOf(name), value));
        renamed.put(to, renamed.remove(from));
        return renamed;
    }

    void set(StepPath path, FieldValue value) {
        changes.add(edit -> {
            Object found = value.in(edit.event());
            if (found != FieldValue.NONE) {
                edit.set(path, found);
            }
        });
    }

    void changeText(List<StepPath> paths, UnaryOperator<String> change) {
        UnaryOperator<@Nullable Object> ofTexts = value -> value instanceof String text ? change.apply(text) : value;
        changes.add(edit -> paths.forEach(path -> edit.change(path, ofTexts)));
    }

    /** @param path to an object; {@code null}: all objects that are members of the event */
    void flatten(@Nullable StepPath path, String separator) {
        if (path == null) {
            changes.add(edit -> edit.replace(flattened(edit.event(), EventMembers.RESERVED, null, separator)));
            return;
        }
        StepPath parent = path.parent();
        if (parent == null) {
            changes.add(edit -> edit.replace(flattened(edit.event(), EventMembers.RESERVED, path.last(), separator)));
        } else {
            changes.add(edit -> edit.change(parent, in -> in instanceof Map<?, ?> object
                    ? flattened(object, List.of(), path.last(), separator) : in));
        }
    }

    /** @param only the member that is flattened; {@code null}: all */
    private static Map<String, @Nullable Object> flattened(Map<?, ?> object, List<String> untouched,
            @Nullable String only, String separator) {
        Map<String, @Nullable Object> flat = new LinkedHashMap<>(2 * EXPECTED_MEMBERS);
        List<String> names = new ArrayList<>(EXPECTED_MEMBERS);
        List<@Nullable Object> values = new ArrayList<>(EXPECTED_MEMBERS);
        object.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!(value instanceof Map<?, ?>) || untouched.contains(name) || only != null && !only.equals(name)) {
                flat.put(name, value);
                return;
            }
            names.clear();
            values.clear();
            addLeaves(names, values, name, value, separator);
            if (!putAll(flat, names, values, leaf -> !untouched.contains(leaf)
                    && (leaf.equals(name) || !object.containsKey(leaf)))) {
                flat.put(name, value);
            }
        });
        return flat;
    }

    /** Adds members of names that are free and may be taken; if one is not, none. */
    private static boolean putAll(Map<String, @Nullable Object> flat, List<String> names,
            List<@Nullable Object> values, Predicate<String> mayBeTaken) {
        for (int at = 0; at < names.size(); at++) {
            String name = names.get(at);
            int before = flat.size();
            boolean isFree = mayBeTaken.test(name);
            Object former = isFree ? flat.put(name, values.get(at)) : null;
            if (flat.size() == before) {
                if (isFree) {
                    flat.put(name, former);
                }
                flat.keySet().removeAll(names.subList(0, at));
                return false;
            }
        }
        return true;
    }

    /** An empty object stays: nothing is lost. */
    private static void addLeaves(List<String> names, List<@Nullable Object> values, String name,
            @Nullable Object value, String separator) {
        if (!(value instanceof Map<?, ?> object) || object.isEmpty()) {
            names.add(name);
            values.add(value);
            return;
        }
        String prefix = name + separator;
        object.forEach((key, member) -> addLeaves(names, values, prefix + key, member, separator));
    }

    void changeNames(NameStyle style) {
        changes.add(edit -> edit.replace(renamed(edit.event(), EventMembers.RESERVED, style)));
    }

    private static Map<String, @Nullable Object> renamed(Map<?, ?> object, List<String> untouched, NameStyle style) {
        Map<String, @Nullable Object> renamed = new LinkedHashMap<>();
        object.forEach((key, value) -> {
            String name = String.valueOf(key);
            String other = untouched.contains(name) ? name : style.write(name);
            boolean isTaken = !other.equals(name) && (object.containsKey(other) || renamed.containsKey(other)
                    || untouched.contains(other));
            renamed.put(isTaken ? name : other, untouched.contains(name) ? value : renamedWithin(value, style));
        });
        return renamed;
    }

    private static @Nullable Object renamedWithin(@Nullable Object value, NameStyle style) {
        if (value instanceof Map<?, ?> object) {
            return renamed(object, List.of(), style);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> renamed = new ArrayList<>(list.size());
            list.forEach(member -> renamed.add(renamedWithin(member, style)));
            return renamed;
        }
        return value;
    }
}
