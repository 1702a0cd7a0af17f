/** Elmer's HTTP server: serves the paths of all sources, and holds no thread while a request waits. */
@NullMarked
package io.anivia.elmer.http;

import org.jspecify.annotations.NullMarked;
