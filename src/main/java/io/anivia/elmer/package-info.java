/**
 * Elmer, the collector: takes in payloads over HTTP without looking inside and answers once the broker has them safe.
 *
 * <p>The route is {@code routes/elmer.camel.yaml}. {@link io.anivia.elmer.http.AsyncHttpEngine} lies below it and holds no
 * thread while a request waits; {@link io.anivia.elmer.ReceiptProcessor} and
 * {@link io.anivia.elmer.AcceptedProcessor} are its two steps.
 */
@NullMarked
package io.anivia.elmer;

import org.jspecify.annotations.NullMarked;
