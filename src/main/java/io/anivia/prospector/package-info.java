/**
 * Prospector: splits payloads into events, corrects their clocks, decorates them and publishes one message per event
 * and destination.
 *
 * <p>{@link io.anivia.prospector.PayloadSplitter} turns one {@link io.anivia.prospector.Payload} into a
 * {@link io.anivia.prospector.SplitResult}, without I/O and without reading the time, so that a redelivered payload
 * makes the same events with the same ids. Only the processors know Camel.
 */
@NullMarked
package io.anivia.prospector;

import org.jspecify.annotations.NullMarked;
