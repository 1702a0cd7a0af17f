/** Consuming with explicit acknowledgements and a prefetch bounded in messages and bytes. */
@NullMarked
package io.anivia.broker.consume;

import org.jspecify.annotations.NullMarked;
