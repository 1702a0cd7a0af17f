/**
 * What the main job costs and how much of it a machine does: real processes, real sockets, a real broker.
 *
 * <p>{@link io.anivia.bench.MainJobBenchmark} is the program. Nothing here is a test.
 */
@NullMarked
package io.anivia.bench;

import org.jspecify.annotations.NullMarked;
