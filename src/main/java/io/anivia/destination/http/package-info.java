/**
 * Shared by destinations that speak HTTP: how responses and exceptions are classified as failures, and a pool of
 * connections that neither retries nor follows redirects, because only {@code destination:} retries.
 */
@NullMarked
package io.anivia.destination.http;

import org.jspecify.annotations.NullMarked;
