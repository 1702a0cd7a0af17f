/** What events are written as for partners, beside what Camel has: data formats for {@code marshal}. */
@NullMarked
package io.anivia.destination.format;

import org.jspecify.annotations.NullMarked;
