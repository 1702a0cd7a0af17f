package io.anivia.routes;

import java.nio.file.Path;

/**
 * What is wrong with an integrator's file, and where.
 *
 * @param kind what the file is of: {@code destination} or {@code source}
 * @param line counted from 1; 0 if it is not known
 * @param what is wrong, and what to write instead where that is known
 */
public record RouteFileProblem(String kind, Path file, int line, String what) {

    /** For a program that does not start over it. */
    String sentence() {
        return kind + " file '" + file + "'" + (line == 0 ? "" : ", line " + line) + " is not valid: " + what
                + ". Mend it, or move it out of the directory, and start again";
    }
}
