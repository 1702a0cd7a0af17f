/**
 * Adobe Analytics, called Omniture: the {@code omniture:} component, which sends each event as one hit to the XML Data
 * Insertion API.
 *
 * <p>The {@code HitMapping} in the route's YAML turns an event into a {@code Hit}, {@code HitRequest} encodes it as
 * XML, {@code OmnitureProducer} sends it, and {@code InsertionResponse} says what the response means.
 */
@NullMarked
package io.anivia.destination.omniture;

import org.jspecify.annotations.NullMarked;
