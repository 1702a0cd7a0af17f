package io.anivia.tap;

/**
 * What a tap takes at most.
 *
 * @param linesPerSecond  that it shows; what else matches is dropped
 * @param readsPerSecond  events that are read anew for its filters; others are dropped without a look
 * @param buffered        lines that wait to be written
 * @param bufferedBytes   bytes of their events
 * @param maxEventBytes   an event with more is shown without its values
 */
public record TapLimits(int linesPerSecond, int readsPerSecond, int buffered, long bufferedBytes, int maxEventBytes) {
}
