package io.anivia.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What a scenario came to, as a table with a column for each of the figures.
 *
 * @param conditions a sentence or two about what was done
 * @param judged what the goals are held against
 */
record Result(String title, String conditions, List<String> headings, List<Figures> columns, List<Goal> goals,
        Figures judged) {

    /** The same thing measured several times: first the median, which is judged, then each round. */
    static Result ofRounds(String title, String conditions, List<Figures> rounds, List<Goal> goals) {
        Figures median = Figures.median(rounds);
        List<String> headings = new ArrayList<>(List.of("median"));
        List<Figures> columns = new ArrayList<>(List.of(median));
        IntStream.rangeClosed(1, rounds.size()).forEach(number -> headings.add("round " + number));
        columns.addAll(rounds);
        return new Result(title, conditions, headings, columns, goals, median);
    }

    boolean isSound() {
        return columns.stream().allMatch(Figures::isSound);
    }

    String toMarkdown() {
        StringBuilder text = new StringBuilder();
        text.append("### ").append(title).append("\n\n").append(conditions).append("\n\n| |");
        headings.forEach(heading -> text.append(' ').append(heading).append(" |"));
        text.append("\n|---|").append("---:|".repeat(columns.size())).append('\n');
        for (Metric metric : Metric.values()) {
            if (columns.stream().anyMatch(column -> column.get(metric).isPresent())) {
                row(text, metric);
            }
        }
        if (!goals.isEmpty()) {
            text.append("\n| goal | want | have | |\n|---|---:|---:|---|\n");
            goals.forEach(goal -> text.append(goal.judge(judged)).append('\n'));
        }
        return text.toString();
    }

    private void row(StringBuilder text, Metric metric) {
        text.append("| ").append(metric.label()).append(" |");
        for (Figures column : columns) {
            OptionalDouble value = column.get(metric);
            text.append(' ').append(value.isEmpty() ? "–" : metric.format(value.getAsDouble())).append(" |");
        }
        text.append('\n');
    }
}
