/**
 * Elmer, the collector: receives payloads over HTTP without looking inside, and answers once they are safe with the
 * broker or in the spool.
 *
 * <p>The flow is {@code routes/elmer.camel.yaml}; its two steps are here. Below it: {@code http}, which
 * serves the sources' paths and holds no thread while a request waits; {@code admission}, the limits of a client;
 * {@code spool}, the disk that stands in for the broker. None of the three knows this package.
 */
@NullMarked
package io.anivia.elmer;

import org.jspecify.annotations.NullMarked;
