package io.anivia.step;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/** Puts pseudonyms in the place of values. Immutable. */
final class HashStep implements EventStep {

    private final List<StepPath> paths;
    private final List<UnaryOperator<String>> normalizations;
    private final Pseudonyms pseudonyms;

    HashStep(List<StepPath> paths, List<UnaryOperator<String>> normalizations, Pseudonyms pseudonyms) {
        this.paths = paths;
        this.normalizations = normalizations;
        this.pseudonyms = pseudonyms;
    }

    @Override
    public Map<String, @Nullable Object> apply(Map<String, @Nullable Object> event) {
        EventEdit edit = new EventEdit(event);
        for (StepPath path : paths) {
            edit.changeScalars(path, this::pseudonym);
        }
        return edit.event();
    }

    private @Nullable Object pseudonym(@Nullable Object value) {
        if (!(value instanceof String || value instanceof Number)) {
            return value;
        }
        String text = value.toString();
        for (UnaryOperator<String> normalization : normalizations) {
            text = normalization.apply(text);
        }
        return text.isEmpty() ? text : pseudonyms.of(text);
    }
}
