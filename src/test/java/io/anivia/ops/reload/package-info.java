@NullMarked
package io.anivia.ops.reload;

import org.jspecify.annotations.NullMarked;
