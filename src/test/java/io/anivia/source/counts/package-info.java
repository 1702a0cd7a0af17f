/** Tests of the counts of what comes in. */
@NullMarked
package io.anivia.source.counts;

import org.jspecify.annotations.NullMarked;
