/** Reads the integrators' route files, and says what is wrong with one. */
@NullMarked
package io.anivia.destination.routes;

import org.jspecify.annotations.NullMarked;
