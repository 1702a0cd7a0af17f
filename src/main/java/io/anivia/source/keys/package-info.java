/** The write keys, which both roles know. */
@NullMarked
package io.anivia.source.keys;

import org.jspecify.annotations.NullMarked;
