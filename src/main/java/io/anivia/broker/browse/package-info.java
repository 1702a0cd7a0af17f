/** Looking through a queue without consuming it. */
@NullMarked
package io.anivia.broker.browse;

import org.jspecify.annotations.NullMarked;
