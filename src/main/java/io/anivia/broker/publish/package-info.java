/** Publishing with pipelined confirms. */
@NullMarked
package io.anivia.broker.publish;

import org.jspecify.annotations.NullMarked;
