@NullMarked
package io.anivia.ops.console;

import org.jspecify.annotations.NullMarked;
