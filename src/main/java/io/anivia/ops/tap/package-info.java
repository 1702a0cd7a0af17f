/**
 * Live taps as operators see them: a stream over HTTP of what passes in all processes. What is looked at, and what it
 * costs, is in {@code io.anivia.tap}.
 */
@NullMarked
package io.anivia.ops.tap;

import org.jspecify.annotations.NullMarked;
