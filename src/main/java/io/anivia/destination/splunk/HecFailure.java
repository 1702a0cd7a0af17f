package io.anivia.destination.splunk;

import java.io.EOFException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;

import javax.net.ssl.SSLException;

import io.anivia.destination.DeliveryException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.jspecify.annotations.Nullable;

/** Tells whose fault it is that a request brought no answer. */
final class HecFailure {

    private HecFailure() {
    }

    /**
     * The failure that an exception of the HTTP client means: lasting if nothing but a change of configuration or of
     * a certificate helps.
     *
     * @param who whom the request was for, for the message
     */
    static DeliveryException of(Exception error, String who) {
        if (error instanceof UnknownHostException) {
            return DeliveryException.lasting(who + " cannot be found: unknown host", error);
        }
        if (error instanceof SSLException && !cutOff(error)) {
            return DeliveryException.lasting(who + ": TLS failed: " + reason(error), error);
        }
        return DeliveryException.passing(who + " cannot be reached: " + reason(error), null, error);
    }

    /** Whether the connection broke while TLS was being talked, as when the other side restarts. */
    private static boolean cutOff(Exception error) {
        return causedBy(error, EOFException.class) || causedBy(error, SocketException.class);
    }

    private static String reason(Exception error) {
        if (error instanceof ClientProtocolException) {
            // Its message may quote the answer.
            return "its answer is not HTTP";
        }
        CertPathValidatorException certificate = find(error, CertPathValidatorException.class);
        Throwable said = certificate == null ? error : certificate;
        return said.getMessage() == null ? said.getClass().getSimpleName() : said.getMessage();
    }

    private static boolean causedBy(Throwable error, Class<? extends Throwable> type) {
        return find(error, type) != null;
    }

    private static <T extends Throwable> @Nullable T find(Throwable error, Class<T> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
