/** Tests of the view of what comes in. */
@NullMarked
package io.anivia.ops.input;

import org.jspecify.annotations.NullMarked;
