/**
 * The {@code source:} component: kinds of clients, one route file each.
 *
 * <p>{@link io.anivia.source.Sources} knows those of this process. Elmer asks each for its
 * {@link io.anivia.source.http.Intake}, Prospector for its {@link io.anivia.source.reading.Reading}. Below it:
 * {@code http}, what is said about requests; {@code reading}, about payloads; {@code format}, the formats that payloads
 * come in; {@code keys}, the write keys.
 */
@NullMarked
package io.anivia.source;

import org.jspecify.annotations.NullMarked;
