/**
 * The formats that payloads come in: each step of a source's {@code decode} makes the bytes of a payload into other
 * bytes, and the last ones are JSON text in UTF-8.
 *
 * <p>{@link io.anivia.source.format.Decoders} reads the list of steps. A step applies only if the bytes are in its
 * format, and passes on all others as they are, so that one list does for clients that encode now one way and now
 * another. {@link io.anivia.source.format.InnerDecodings} does the same to values inside an event.
 */
@NullMarked
package io.anivia.source.format;

import org.jspecify.annotations.NullMarked;
