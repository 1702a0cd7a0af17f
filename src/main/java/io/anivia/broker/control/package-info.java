/**
 * What processes tell each other by the broker that they share, and the flags in it that outlive them. Nothing here is
 * needed for an event to be delivered.
 */
@NullMarked
package io.anivia.broker.control;

import org.jspecify.annotations.NullMarked;
