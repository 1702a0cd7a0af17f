package io.anivia.faults;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The outcomes as a table in Markdown. */
record Report(List<Outcome> outcomes) {

    /** One row for each fault that was tried. */
    String table() {
        StringBuilder table = new StringBuilder("""
                | fault | accepted | missing | duplicates | dead | rejected | caught up | delay elsewhere | \
                slowest POST | unaccounted |
                |---|---:|---:|---|---:|---:|---:|---:|---:|---:|
                """);
        outcomes.stream().filter(Outcome::wasTried).forEach(each -> table.append(row(each)));
        return table.toString();
    }

    /** The table, and what was not tried or went wrong. */
    String toMarkdown() {
        StringBuilder table = new StringBuilder(table());
        outcomes.stream().filter(each -> !each.wasTried())
                .forEach(each -> table.append("\nNot tried: ").append(each.fault()).append(": ")
                        .append(each.skipped()).append('\n'));
        outcomes.stream().filter(each -> !each.isSound())
                .forEach(each -> table.append("\nWRONG: ").append(each.fault()).append(": ")
                        .append(String.join("; ", each.wrong())).append('\n'));
        return table.toString();
    }

    static String row(Outcome each) {
        return String.format(Locale.ROOT, "| %s | %,d | %,d | %s | %,d | %,d | %s | %s | %s | %s |%n",
                each.fault(), each.accepted(), each.missing(), duplicates(each), each.dead(), each.rejected(),
                seconds(each.recovered()), seconds(each.elsewhere()), seconds(each.longestPost()),
                number(each.unaccounted()));
    }

    private static String duplicates(Outcome each) {
        return each.duplicates().stream().map(Object::toString).collect(Collectors.joining(" / "));
    }

    private static String seconds(Duration time) {
        return time.isZero() ? "–" : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? Long.toString(Math.round(value.getAsDouble())) : "–";
    }
}
