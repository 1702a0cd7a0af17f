/**
 * Prospector: takes payloads apart into events, corrects their clocks, decorates them and re-queues one message per
 * event and destination.
 *
 * <p>Its heart is pure: {@link io.anivia.prospector.PayloadSplitter} turns one {@link io.anivia.prospector.Payload}
 * into a {@link io.anivia.prospector.SplitResult}, without I/O and without looking at a clock, so a redelivered payload gives
 * the same events with the same ids.
 */
@NullMarked
package io.anivia.prospector;

import org.jspecify.annotations.NullMarked;
