package io.anivia.destination;

import java.io.IOException;

/** Tells whose fault it is that a route has failed. */
final class Faults {

    private Faults() {
    }

    static DeliveryException of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DeliveryException known) {
                return known;
            }
            if (cause instanceof IOException) {
                return DeliveryException.passing(String.valueOf(cause.getMessage()), null, failure);
            }
        }
        return DeliveryException.event(String.valueOf(failure.getMessage()), failure);
    }
}
