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

    @Override
    public int compareTo(Problem other) {
        return BY_PLACE.compare(this, other);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + what;
    }
}
