/** Serves the console: the pages of {@code META-INF/console}, on the management port. They use the admin API. */
@NullMarked
package io.anivia.ops.console;

import org.jspecify.annotations.NullMarked;
