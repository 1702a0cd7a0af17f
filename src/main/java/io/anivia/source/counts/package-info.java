/** Counts of what comes in, bounded, for people who look after it: services, keys, clocks, warnings and rejections. */
@NullMarked
package io.anivia.source.counts;

import org.jspecify.annotations.NullMarked;
