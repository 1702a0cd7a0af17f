/** Operations, from outside: the management port, and the architecture and settings of the whole. */
@NullMarked
package io.anivia.ops;

import org.jspecify.annotations.NullMarked;
