package io.anivia.destination.splunk;

/**
 * The body of one request to the Event Collector.
 *
 * @param first zero-based position, in the whole batch, of its first event
 * @param count of its events
 * @param bytes compressed, if the endpoint compresses
 */
record HecRequestBody(int first, int count, byte[] bytes) {
}
