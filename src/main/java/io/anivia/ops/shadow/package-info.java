/** Shows what destinations that are shadows would send, of all processes. */
@NullMarked
package io.anivia.ops.shadow;

import org.jspecify.annotations.NullMarked;
