/**
 * What becomes of events when things break: real processes, real sockets, a real broker, one fault after another, and
 * a count of every event at the end of each.
 *
 * <p>{@link io.anivia.faults.FaultsHarness} is the program; {@link io.anivia.faults.Faults} is its table of contents.
 */
@NullMarked
package io.anivia.faults;

import org.jspecify.annotations.NullMarked;
