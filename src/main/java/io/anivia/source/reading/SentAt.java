package io.anivia.source.reading;

/** What a {@code sentAt} is. */
public enum SentAt {
    /** The device's clock when it sent the payload: what it differs by is the clock's error. */
    SENT,
    /** The device's clock when it wrote the payload: earlier than the sending by a wait, but never later. */
    QUEUED,
    /** A time that says nothing of the device's clock: it is kept, and corrects nothing. */
    NONE
}
