/** What comes in, as people look at it: write keys, rejections, clocks, warnings and schemas, of all processes. */
@NullMarked
package io.anivia.ops.input;

import org.jspecify.annotations.NullMarked;
