package io.anivia.step;

import java.math.BigDecimal;
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

    /** The text of a smaller number is not needed. */
    private static boolean mayBeCard(Number number) {
        if (number instanceof Integer) {
            return false;
        }
        return !(number instanceof BigDecimal decimal)
                || decimal.precision() + Math.abs((long) decimal.scale()) >= CardDigits.FEWEST;
    }

    /** The same value if there is nothing to mask in it. */
    private @Nullable Object masked(@Nullable Object value) {
        if (value instanceof String text) {
            String masked = mask.apply(text);
            return masked == null ? text : masked;
        }
        if (value instanceof Number number && mayBeCard(number)) {
            String masked = mask.apply(number.toString());
            return masked == null ? number : masked;
        }
        return value;
    }
}
