package io.anivia.ops.command;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Where the files of a command are.
 *
 * @param sources of the sources; {@code null}: not looked at
 * @param destinations of the destinations; {@code null}: not looked at
 */
public record RouteDirectories(@Nullable Path sources, @Nullable Path destinations) {
}
