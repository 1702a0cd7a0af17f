/**
 * How a destination's events are delivered: buffered, batched, retried, suspended, dead-lettered, acknowledged.
 */
@NullMarked
package io.anivia.destination.delivery;

import org.jspecify.annotations.NullMarked;
