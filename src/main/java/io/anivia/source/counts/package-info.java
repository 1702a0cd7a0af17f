/** Counts of what comes in, bounded, for operators: services, keys, clocks, warnings and rejections. */
@NullMarked
package io.anivia.source.counts;

import org.jspecify.annotations.NullMarked;
