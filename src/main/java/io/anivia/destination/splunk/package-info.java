/**
 * Splunk as a destination: Camel's {@code splunk-hec} component with a producer fit for a system of record.
 *
 * <p>{@link io.anivia.destination.splunk.HecComponent} stands in for the stock component and keeps its URI and options;
 * {@code HecEndpoint} lists the options added. A delivery passes {@code HecBatch} (events to request bodies, by way of
 * {@code HecEnvelopes}), {@code HecClient} (one POST for each body, over a pool of {@code destination.http}) and
 * {@code HecAnswer} (what the answer means).
 *
 * <p>With {@code ack}, {@code HecAcknowledgement} sends them instead, over one {@code HecChannel} at a time, and asks
 * until Splunk has indexed what its {@code PendingAcks} hold; then the {@code HecPromise} of the exchange is kept.
 */
@NullMarked
package io.anivia.destination.splunk;

import org.jspecify.annotations.NullMarked;
