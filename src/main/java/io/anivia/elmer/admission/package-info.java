/** What a client may send: write keys, rate limit, memory quota. */
@NullMarked
package io.anivia.elmer.admission;

import org.jspecify.annotations.NullMarked;
