package io.anivia.destination.splunk;

/**
 * A request that Splunk has accepted and not yet acknowledged as indexed.
 *
 * @param acknowledgement what it is a part of
 * @param overdueAt on the clock of {@link System#nanoTime}
 */
record PendingAck(IndexAcknowledgement acknowledgement, long overdueAt) {
}
