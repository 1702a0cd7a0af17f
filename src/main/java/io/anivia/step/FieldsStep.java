package io.anivia.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.anivia.contract.EventMembers;
import org.jspecify.annotations.Nullable;

/** Changes of members, one after the other. Filled by its endpoint, and not changed after that. */
final class FieldsStep implements EventStep {

    /** One of them. */
    private interface FieldsChange {

        void apply(EventEdit edit) throws StepException;
    }

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
        Map<String, @Nullable Object> flat = new LinkedHashMap<>();
        object.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!(value instanceof Map<?, ?>) || untouched.contains(name) || only != null && !only.equals(name)) {
                flat.put(name, value);
            } else {
                Map<String, @Nullable Object> leaves = new LinkedHashMap<>();
                boolean isLossless = addLeaves(leaves, name, value, separator) == leaves.size();
                for (String leaf : leaves.keySet()) {
                    isLossless &= !untouched.contains(leaf) && !flat.containsKey(leaf)
                            && (leaf.equals(name) || !object.containsKey(leaf));
                }
                flat.putAll(isLossless ? leaves : Collections.singletonMap(name, value));
            }
        });
        return flat;
    }

    /** An empty object stays: nothing is lost. Returns how many were added, or would have been if names were unique. */
    private static int addLeaves(Map<String, @Nullable Object> leaves, String name, @Nullable Object value,
            String separator) {
        if (!(value instanceof Map<?, ?> object) || object.isEmpty()) {
            leaves.put(name, value);
            return 1;
        }
        int added = 0;
        for (Map.Entry<?, ?> member : object.entrySet()) {
            added += addLeaves(leaves, name + separator + member.getKey(), member.getValue(), separator);
        }
        return added;
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
