/**
 * Shared by destinations that speak HTTP: how responses and exceptions are classified as failures, and a transport that
 * holds no thread for a request under way and neither retries nor follows redirects, because only {@code destination:}
 * retries. The component {@code async-http:} sends to any HTTP endpoint over it.
 *
 * <p>A request passes {@code HttpTransport} (the pool), {@code HttpConnector} (opens connections) and
 * {@code HttpConnection} (one request and its response at a time), all on the transport's one thread.
 */
@NullMarked
package io.anivia.destination.http;

import org.jspecify.annotations.NullMarked;
