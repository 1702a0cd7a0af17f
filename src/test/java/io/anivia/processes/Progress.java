package io.anivia.processes;

import java.util.Locale;

/** Lines that show what is going on, each with the seconds since the start. */
public final class Progress {

    private static final long START = System.nanoTime();

    private Progress() {
    }

    public static void print(String format, Object... arguments) {
        double seconds = (System.nanoTime() - START) / 1e9;
        System.out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds, String.format(Locale.ROOT, format, arguments));
    }
}
