package io.anivia.destination.splunk;

/** An event that can never be sent. The message continues "the event at position n" and quotes nothing of the event. */
final class UnencodableEventException extends Exception {

    UnencodableEventException(String message) {
        super(message);
    }
}
