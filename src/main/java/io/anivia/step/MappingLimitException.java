package io.anivia.step;

/** A template does more than it may. The message quotes nothing of the event. */
final class MappingLimitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MappingLimitException(String message) {
        super(message);
    }
}
