/**
 * Destinations: the {@code destination:} component, which owns a downstream system's queue and all that happens when
 * delivery fails, and the registry of destinations that Prospector routes to.
 */
@NullMarked
package io.anivia.destination;

import org.jspecify.annotations.NullMarked;
