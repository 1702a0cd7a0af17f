package io.anivia.destination.http;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import com.fasterxml.jackson.core.JacksonException;
import io.anivia.common.KnownWords;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.UnsupportedSchemeException;
import org.apache.hc.client5.http.impl.ConnectionShutdownException;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;
import org.jspecify.annotations.Nullable;

/**
 * Classifies a failed delivery by an HTTP status or an exception. Pure functions.
 *
 * <p>Statuses:
 * <ul>
 * <li>poison: 400, 413, 414, 422, 431
 * <li>permanent: every redirect (none is followed), 401, 402, 403, 404, 405, 406, 407, 410, 411, 415, 417, 421,
 * 426, 451
 * <li>transient: everything else. That is 408, 425, 429 and all 5xx by their meaning; and the client errors that are
 * not listed, because transient is the safe guess: single events that keep failing go to the retry queue, and if all
 * fail, the destination backs off; either way no event is lost
 * </ul>
 *
 * <p>Exceptions are classified from the innermost cause outward, and the first of a known type decides: a TLS handshake
 * that failed over a certificate is permanent, one that failed because the connection was reset is transient. An
 * exception of no known type is poison: the event's transformation threw it.
 */
public final class FailureClassifier {

    private static final Set<Integer> POISON = Set.of(400, 413, 414, 422, 431);
    private static final Set<Integer> PERMANENT =
            Set.of(401, 402, 403, 404, 405, 406, 407, 410, 411, 415, 417, 421, 426, 451);

    /** Longer chains of causes are cut; this also ends a cycle. */
    private static final int MAX_CAUSES = 32;

    private FailureClassifier() {
    }

    /** The fault that a response with this status means, if it is not taken for a success. */
    public static Fault ofStatus(int status) {
        if (POISON.contains(status)) {
            return Fault.POISON;
        }
        boolean redirect = status >= 300 && status < 400;
        return redirect || PERMANENT.contains(status) ? Fault.PERMANENT : Fault.TRANSIENT;
    }

    /**
     * The failure that a response with this status means.
     *
     * @param retryAfter the response's {@code Retry-After} header, {@code null} if it had none
     * @param now when the response came
     */
    public static DeliveryException refusal(int status, @Nullable String retryAfter, Instant now) {
        String message = describe(status);
        return switch (ofStatus(status)) {
            case POISON -> DeliveryException.poison(message, null);
            case PERMANENT -> DeliveryException.permanent(message, null);
            case TRANSIENT -> transientFailure(message, retryAfter, now);
        };
    }

    /** A status for messages, such as {@code HTTP 503 Service Unavailable}. */
    public static String describe(int status) {
        boolean known = status >= 100 && status <= 599;
        String phrase = known ? EnglishReasonPhraseCatalog.INSTANCE.getReason(status, null) : null;
        return phrase == null ? "HTTP " + status : "HTTP " + status + " " + phrase;
    }

    /** The same as {@link #of(Throwable, Instant)}, at the present time. */
    public static DeliveryException of(Throwable thrown) {
        return of(thrown, Instant.now());
    }

    /** The same as {@link #of(Throwable)}, with a message that begins with the server's name. */
    public static DeliveryException of(Throwable thrown, String server) {
        return classify(thrown, Instant.now(), server + ": ");
    }

    /**
     * The failure that an exception means: the first {@link DeliveryException} in the chain of causes, if there is any.
     *
     * <p>The message quotes neither an event nor an address: of an exception it has the class and, of its text,
     * {@link KnownWords}, since a route can put values into addresses and a step can throw whatever it likes. The text
     * as it is becomes the answer, for the dead letter. The original exception becomes the cause, except
     * {@link HttpOperationFailedException}, which carries the full address. The messages of causes are not redacted: a
     * log that prints them may quote an event.
     *
     * @param now the time that a {@code Retry-After} date is relative to
     */
    public static DeliveryException of(Throwable thrown, Instant now) {
        return classify(thrown, now, "");
    }

    private static DeliveryException classify(Throwable thrown, Instant now, String prefix) {
        Deque<Throwable> fromInnermost = new ArrayDeque<>();
        for (Throwable t = thrown; t != null && fromInnermost.size() < MAX_CAUSES; t = t.getCause()) {
            if (t instanceof DeliveryException known) {
                return known;
            }
            if (t instanceof HttpOperationFailedException response) {
                return refusal(response.getStatusCode(), header(response.getResponseHeaders(), "Retry-After"), now);
            }
            fromInnermost.push(t);
        }
        for (Throwable t : fromInnermost) {
            Fault fault = ofException(t);
            if (fault != null) {
                return quoting(t, switch (fault) {
                    case POISON -> DeliveryException.poison(prefix + nameOf(t), thrown);
                    case PERMANENT -> DeliveryException.permanent(prefix + describe(t), thrown);
                    case TRANSIENT -> DeliveryException.transientFailure(prefix + describe(t), null, thrown);
                });
            }
        }
        Throwable innermost = fromInnermost.getFirst();
        return quoting(innermost,
                DeliveryException.poison(prefix + "not deliverable: " + nameOf(innermost), thrown));
    }

    /** What no destination has said, the exception has. */
    private static DeliveryException quoting(Throwable thrown, DeliveryException failure) {
        String text = thrown.getMessage();
        return text == null || text.isBlank() ? failure : failure.withAnswer(text);
    }

    /** The fault that the type of one exception means; {@code null} if it is of no known type. */
    private static @Nullable Fault ofException(Throwable t) {
        if (t instanceof JacksonException || t instanceof CharacterCodingException) {
            return Fault.POISON;
        }
        if (t instanceof UnknownHostException || t instanceof UnresolvedAddressException
                || t instanceof MalformedURLException || t instanceof UnsupportedSchemeException
                // If the connection broke during the handshake, the exception's cause has been classified before.
                || t instanceof SSLException || t instanceof GeneralSecurityException
                || t instanceof AccessDeniedException || t instanceof NoSuchFileException
                || t instanceof NotDirectoryException || t instanceof FileNotFoundException
                || t instanceof LinkageError) {
            return Fault.PERMANENT;
        }
        // IOException covers refused, reset, timed out, no route, no response, no connection free, and a full disk.
        if (t instanceof IOException || t instanceof TimeoutException || t instanceof ExchangeTimedOutException
                || t instanceof ConnectionShutdownException || t instanceof RejectedExecutionException
                || t instanceof InterruptedException || t instanceof OutOfMemoryError) {
            return Fault.TRANSIENT;
        }
        return null;
    }

    private static DeliveryException transientFailure(String message, @Nullable String retryAfter, Instant now) {
        return DeliveryException.transientFailure(message, RetryAfter.parse(retryAfter, now).orElse(null), null);
    }

    private static String describe(Throwable t) {
        if (t instanceof ClientProtocolException) {
            // Its text may quote the response.
            return "the response is not HTTP";
        }
        return t instanceof ProtocolException ? KnownWords.of(String.valueOf(t.getMessage())) : KnownWords.of(t);
    }

    private static String nameOf(Throwable t) {
        String simple = t.getClass().getSimpleName();
        return simple.isEmpty() ? t.getClass().getName() : simple;
    }

    private static @Nullable String header(@Nullable Map<String, String> headers, String name) {
        if (headers != null) {
            for (Map.Entry<String, String> header : headers.entrySet()) {
                if (name.equalsIgnoreCase(header.getKey())) {
                    return header.getValue();
                }
            }
        }
        return null;
    }
}
