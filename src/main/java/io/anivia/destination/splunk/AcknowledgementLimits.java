package io.anivia.destination.splunk;

import java.time.Duration;

/**
 * Bounds of indexer acknowledgement.
 *
 * @param timeout from Splunk's response until a request without acknowledgement is sent again
 * @param pollInterval between two polls for acknowledgements
 * @param maxPending unacknowledged requests at a time
 * @param maxWait how long a delivery waits at {@code maxPending}, before it fails
 */
record AcknowledgementLimits(Duration timeout, Duration pollInterval, int maxPending, Duration maxWait) {
}
