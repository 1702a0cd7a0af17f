/**
 * Adobe Analytics, called Omniture: the {@code omniture:} component, which sends each event as one hit to the XML Data
 * Insertion API.
 *
 * <p>An event becomes a {@link io.anivia.destination.omniture.Hit} by the {@code HitMapping} that the route's YAML
 * holds, the hit becomes XML by {@code HitXml}, and {@code InsertionReply} says what an answer means.
 */
@NullMarked
package io.anivia.destination.omniture;

import org.jspecify.annotations.NullMarked;
