package io.anivia.step;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Masks texts and numbers. Immutable. */
final class MaskStep implements EventStep {

    private final List<StepPath> paths;
    private final TextMask mask;

    /** @param paths empty: everywhere */
    MaskStep(List<StepPath> paths, TextMask mask) {
        this.paths = paths;
        this.mask = mask;
    }

    @Override
    public Map<String, @Nullable Object> apply(Map<String, @Nullable Object> event) {
        EventEdit edit = new EventEdit(event);
        if (paths.isEmpty()) {
            edit.changeAll(this::masked);
        }
        for (StepPath path : paths) {
            edit.changeScalars(path, this::masked);
        }
        return edit.event();
    }

    /** The same value if there is nothing to mask in it. */
    private @Nullable Object masked(@Nullable Object value) {
        if (value instanceof String text) {
            String masked = mask.apply(text);
            return masked == null ? text : masked;
        }
        // The text of a smaller number is not needed.
        if (value instanceof Number number && !(value instanceof Integer)) {
            String masked = mask.apply(number.toString());
            return masked == null ? number : masked;
        }
        return value;
    }
}
