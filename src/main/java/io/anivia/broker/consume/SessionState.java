package io.anivia.broker.consume;

/**
 * State of a {@link ConsumerSession}. An empty cell of the table leaves the state as it is.
 *
 * <pre>
 *             START     STARTED    CANCEL      CANCELLED  CLOSE    LOST
 * IDLE        STARTING                                    CLOSING  CLOSED
 * STARTING              CONSUMING                         CLOSING  CLOSED
 * CONSUMING                        CANCELLING             CLOSING  CLOSED
 * CANCELLING                                   IDLE       CLOSING  CLOSED
 * CLOSING                                                          CLOSED
 * CLOSED
 * </pre>
 */
enum SessionState {

    /** The channel has no consumer; deliveries on it can still be acknowledged. */
    IDLE,
    /** The broker has not confirmed the consumer yet; it may deliver already. */
    STARTING,
    CONSUMING,
    /** The consumer is being cancelled, and what did not fit into the prefetch window is being requeued. */
    CANCELLING,
    /** The last acknowledgements are being written, then the channel is closed. */
    CLOSING,
    /** The broker has requeued all that was not acknowledged. */
    CLOSED;

    /** What changes a state. */
    enum SessionEvent {
        START, STARTED, CANCEL, CANCELLED, CLOSE, LOST
    }

    SessionState after(SessionEvent event) {
        return switch (event) {
            case START -> this == IDLE ? STARTING : this;
            case STARTED -> this == STARTING ? CONSUMING : this;
            case CANCEL -> this == CONSUMING ? CANCELLING : this;
            case CANCELLED -> this == CANCELLING ? IDLE : this;
            case CLOSE -> this == CLOSED ? CLOSED : CLOSING;
            case LOST -> CLOSED;
        };
    }
}
