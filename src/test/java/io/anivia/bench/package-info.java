/**
 * What the main job costs and how much of it a machine does: real processes, real sockets, a real broker.
 *
 * <p>{@link io.anivia.bench.Benchmark} is the program, {@link io.anivia.bench.Scenarios} says what it measures.
 */
@NullMarked
package io.anivia.bench;

import org.jspecify.annotations.NullMarked;
