/** Elmer's HTTP server: a Camel platform-http engine that holds no thread while a request waits. */
@NullMarked
package io.anivia.elmer.http;

import org.jspecify.annotations.NullMarked;
