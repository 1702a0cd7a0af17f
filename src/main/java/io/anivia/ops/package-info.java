/** Operations: health, metrics, and what people see of a running process. */
@NullMarked
package io.anivia.ops;

import org.jspecify.annotations.NullMarked;
