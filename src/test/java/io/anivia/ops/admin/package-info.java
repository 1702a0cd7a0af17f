@NullMarked
package io.anivia.ops.admin;

import org.jspecify.annotations.NullMarked;
