/** The destinations' route files. */
@NullMarked
package io.anivia.destination.routes;

import org.jspecify.annotations.NullMarked;
