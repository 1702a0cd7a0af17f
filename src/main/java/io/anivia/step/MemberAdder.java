package io.anivia.step;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Adds what a step has found to an event, as members of one object. Immutable. */
final class MemberAdder {

    private final StepPath into;
    private final boolean isOverwriting;

    /** @param isOverwriting whether found members take the place of those that are there */
    MemberAdder(StepPath into, boolean isOverwriting) {
        this.into = into;
        this.isOverwriting = isOverwriting;
    }

    /**
     * The event with these members.
     *
     * @throws StepException if something on the way to the object is no object
     */
    Map<String, @Nullable Object> add(Map<String, @Nullable Object> event, Map<String, ?> found) throws StepException {
        EventEdit edit = new EventEdit(event);
        Object before = edit.get(into);
        if (found.isEmpty() || before != null && !(before instanceof Map<?, ?>) && !isOverwriting) {
            return event;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (before instanceof Map<?, ?> object) {
            object.forEach((name, value) -> members.put(String.valueOf(name), value));
        }
        boolean isChanged = false;
        for (Map.Entry<String, ?> member : found.entrySet()) {
            if (isOverwriting || !members.containsKey(member.getKey())) {
                members.put(member.getKey(), member.getValue());
                isChanged = true;
            }
        }
        if (!isChanged) {
            return event;
        }
        edit.set(into, members);
        return edit.event();
    }
}
