/** How the payloads of a source are read: where events, ids and times are. Knows no Camel. */
@NullMarked
package io.anivia.source.reading;

import org.jspecify.annotations.NullMarked;
