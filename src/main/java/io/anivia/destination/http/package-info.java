/**
 * What destinations that speak HTTP share: whose fault an answer or an exception is, and a pool of connections that
 * neither retries nor follows redirects, because {@code destination:} alone decides about trying again.
 */
@NullMarked
package io.anivia.destination.http;

import org.jspecify.annotations.NullMarked;
