package io.anivia.step;

import java.util.List;
import java.util.Map;

/** A step as a benchmark of another package can run it. */
public record MeasuredStep(String name, EventFunction step) {

    /** What it does to an event. */
    @FunctionalInterface
    public interface EventFunction {

        Map<String, Object> apply(Map<String, Object> event) throws Exception;
    }

    /** All steps, with options as they are mostly written. */
    public static List<MeasuredStep> all() {
        return StepExamples.usual().stream()
                .map(endpoint -> new MeasuredStep(endpoint.toString(), endpoint.step()::apply)).toList();
    }
}
