/** Reads the integrators' route files, and says what is wrong with one. Knows neither sources nor destinations. */
@NullMarked
package io.anivia.routes;

import org.jspecify.annotations.NullMarked;
