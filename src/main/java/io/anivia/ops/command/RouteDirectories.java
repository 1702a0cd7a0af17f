package io.anivia.ops.command;

import java.nio.file.Path;

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
}
