/**
 * Splunk as a destination: the {@code splunk:} component, for its HTTP Event Collector (HEC).
 *
 * <p>A delivery passes {@code SplunkProducer}, {@code HecRequest} (encodes events into request bodies, with
 * {@code HecEventWriter}), {@code HecClient} (one POST for each body, over a transport of {@code destination.http}) and
 * {@code HecResponse} (what a response means).
 *
 * <p>With {@code ack}, {@code HecAcknowledgement} sends the bodies instead, each over a {@code HecChannel} that is
 * free, and polls until Splunk has indexed the channel's {@code PendingAcks}; then the {@code IndexAcknowledgement} of
 * the exchange completes.
 *
 * <p>Camel's own {@code splunk-hec} is no base for it: with version 4.17 it verifies no host name, sends one POST for
 * each event, and quotes the event in its exceptions.
 */
@NullMarked
package io.anivia.destination.splunk;

import org.jspecify.annotations.NullMarked;
