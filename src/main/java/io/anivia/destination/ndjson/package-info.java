/** Events in files: {@code NdjsonFile}, a bean that appends them as lines of JSON. */
@NullMarked
package io.anivia.destination.ndjson;

import org.jspecify.annotations.NullMarked;
