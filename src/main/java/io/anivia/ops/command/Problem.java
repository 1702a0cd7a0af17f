package io.anivia.ops.command;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * What is wrong with a file, in the form that editors and CI turn into links.
 *
 * @param line counted from 1
 * @param column counted from 1
 * @param what is wrong, and what to write instead
 */
public record Problem(Path file, int line, int column, String what) implements Comparable<Problem> {

    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(Problem::file)
            .thenComparing(Problem::line).thenComparing(Problem::column).thenComparing(Problem::what);

    /** A file's name may hold what a terminal takes for a command, or for the end of the line. */
    private static String printable(String name) {
        StringBuilder shown = new StringBuilder();
        name.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.append((char) c);
            }
        });
        return shown.toString();
    }

    @Override
    public int compareTo(Problem other) {
        return BY_PLACE.compare(this, other);
    }

    @Override
    public String toString() {
        return printable(file.toString()) + ":" + line + ":" + column + ": " + what;
    }
}
