package io.anivia.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/** A figure that is wanted. The report says whether it was reached, and nothing fails if it was not. */
record Goal(Metric metric, boolean atLeast, double want) {

    /** 400 MB. */
    static final Goal SMALL = below(Metric.PEAK_ANIVIA, 381);

    static Goal atLeast(Metric metric, double want) {
        return new Goal(metric, true, want);
    }

    static Goal below(Metric metric, double want) {
        return new Goal(metric, false, want);
    }

    /** A row of Markdown: the metric, what is wanted, what there is, and whether that is enough. */
    String judge(Figures figures) {
        OptionalDouble have = figures.get(metric);
        String verdict = have.isEmpty() ? "not measured" : isReached(have.getAsDouble()) ? "reached" : "not reached";
        return "| " + metric.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " | "
                + (atLeast ? "≥ " : "< ") + metric.format(want) + " | "
                + (have.isEmpty() ? "–" : metric.format(have.getAsDouble())) + " | " + verdict + " |";
    }

    private boolean isReached(double have) {
        return atLeast ? have >= want : have < want;
    }
}
