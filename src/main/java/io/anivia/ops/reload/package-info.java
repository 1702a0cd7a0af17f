/** Lets route files that have changed take the place of those that run. */
@NullMarked
package io.anivia.ops.reload;

import org.jspecify.annotations.NullMarked;
