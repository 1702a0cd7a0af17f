package io.anivia.ops.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Where the files of a command are.
 *
 * @param sources of the sources; {@code null}: not looked at
 * @param destinations of the destinations; {@code null}: not looked at
 * @param decoration the file with the steps for all events, which need not be there; {@code null}: not looked at
 * @param schemas of the schemas of events, which need not be there; {@code null}: not looked at
 */
public record RouteDirectories(@Nullable Path sources, @Nullable Path destinations, @Nullable Path decoration,
        @Nullable Path schemas) {

    /** What is wrong with the word behind a command that is no directory. */
    static String none(Path word) {
        return "'" + word + "' is taken for a directory, and " + (Files.exists(word) ? "is a file" : "there is none of"
                + " this name") + ": write one with sources/ and destinations/ in it, or one of the two, or none";
    }

    /** Where files were looked for. */
    String searched() {
        return Stream.of(sources, destinations).filter(Objects::nonNull).map(directory -> "'" + directory + "'")
                .collect(Collectors.joining(", "));
    }
}
