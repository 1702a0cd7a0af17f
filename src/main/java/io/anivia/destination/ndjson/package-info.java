/**
 * Events in files: the {@code ndjson:} component, which appends events as lines of JSON, one file a day.
 *
 * <p>Camel's own {@code file:} with {@code fileExist=Append} was looked at first: it goes on writing where a killed
 * process has stopped in the middle of a line, and so spoils the next event, too.
 */
@NullMarked
package io.anivia.destination.ndjson;

import org.jspecify.annotations.NullMarked;
