package io.anivia.destination.http;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import com.fasterxml.jackson.core.JacksonException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.destination.delivery.DeliveryException;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.UnsupportedSchemeException;
import org.apache.hc.client5.http.impl.ConnectionShutdownException;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;
import org.jspecify.annotations.Nullable;


/**
 * Whose fault it is that a delivery failed, told from an HTTP status or from an exception. Pure functions.
 *
 * <p>Statuses:
 * <ul>
 * <li>the event's: 400, 413, 414, 422, 431
 * <li>lasting: every redirect (none is followed), 401, 402, 403, 404, 405, 406, 407, 410, 411, 415, 417, 421, 426, 451
 * <li>passing: everything else. That is 408, 425, 429 and all 5xx by their meaning; and the client errors that are not
 * listed because passing is the careful guess: if only some events meet them, these are set aside after a number of
 * attempts, and if all do, the destination holds still; either way nothing is lost
 * </ul>
 *
 * <p>Exceptions are judged from the innermost cause outward, and the first that says something decides: a TLS handshake
 * that failed over a certificate is lasting, one that failed because the connection was reset is passing. An
 * exception that says nothing is the event's fault: its transformation threw.
 */
public final class FailureClassifier {

    private static final Set<Integer> EVENTS = Set.of(400, 413, 414, 422, 431);
    private static final Set<Integer> PERMANENT =
            Set.of(401, 402, 403, 404, 405, 406, 407, 410, 411, 415, 417, 421, 426, 451);

    /** Deeper chains of causes are cut; this also ends a circle. */
    private static final int DEEPEST_CAUSE = 32;

    private FailureClassifier() {
    }

    /** Whose fault it is that an answer with this status is not a success. */
    public static Fault ofStatus(int status) {
        if (EVENTS.contains(status)) {
            return Fault.POISON;
        }
        boolean redirect = status >= 300 && status < 400;
        return redirect || PERMANENT.contains(status) ? Fault.PERMANENT : Fault.TRANSIENT;
    }

    /**
     * The failure that an answer with this status stands for.
     *
     * @param retryAfter the answer's {@code Retry-After} header, {@code null} if it had none
     * @param now when the answer came
     */
    public static DeliveryException refusal(int status, @Nullable String retryAfter, Instant now) {
        String message = describe(status);
        return switch (ofStatus(status)) {
            case POISON -> DeliveryException.event(message, null);
            case PERMANENT -> DeliveryException.lasting(message, null);
            case TRANSIENT -> passing(message, retryAfter, now);
        };
    }

    /** A status as messages name it, such as {@code HTTP 503 Service Unavailable}. */
    public static String describe(int status) {
        String phrase = status < 100 || status > 599 ? null : EnglishReasonPhraseCatalog.INSTANCE.getReason(status, null);
        return phrase == null ? "HTTP " + status : "HTTP " + status + " " + phrase;
    }

    /** The same as {@link #of(Throwable, Instant)}, of something that failed just now. */
    public static DeliveryException of(Throwable thrown) {
        return of(thrown, Instant.now());
    }

    /** The same as {@link #of(Throwable)}, of a request to somebody whom the message is to name first. */
    public static DeliveryException of(Throwable thrown, String who) {
        return judge(thrown, Instant.now(), who + ": ");
    }

    /**
     * The failure that an exception stands for; itself, if it or one of its causes is a {@link DeliveryException}.
     *
     * <p>The message holds nothing of an event and no address with a query: of the exceptions whose text may quote
     * either, only the class is named. The original exception is the cause of the new one, unless it is
     * {@link HttpOperationFailedException}, which carries the full address. Whoever logs causes prints their messages.
     *
     * @param now what a {@code Retry-After} date is counted from
     */
    public static DeliveryException of(Throwable thrown, Instant now) {
        return judge(thrown, now, "");
    }

    private static DeliveryException judge(Throwable thrown, Instant now, String prefix) {
        Deque<Throwable> fromInnermost = new ArrayDeque<>();
        for (Throwable t = thrown; t != null && fromInnermost.size() < DEEPEST_CAUSE; t = t.getCause()) {
            if (t instanceof DeliveryException known) {
                return known;
            }
            if (t instanceof HttpOperationFailedException answer) {
                return refusal(answer.getStatusCode(), header(answer.getResponseHeaders(), "Retry-After"), now);
            }
            fromInnermost.push(t);
        }
        for (Throwable t : fromInnermost) {
            Fault fault = ofException(t);
            if (fault != null) {
                return switch (fault) {
                    case POISON -> DeliveryException.event(prefix + nameOf(t), thrown);
                    case PERMANENT -> DeliveryException.lasting(prefix + describe(t), thrown);
                    case TRANSIENT -> DeliveryException.passing(prefix + describe(t), null, thrown);
                };
            }
        }
        return DeliveryException.event(prefix + "not deliverable: " + nameOf(fromInnermost.getFirst()), thrown);
    }

    /** What one exception says by its own type; {@code null} if nothing. */
    private static @Nullable Fault ofException(Throwable t) {
        if (t instanceof JacksonException || t instanceof CharacterCodingException) {
            return Fault.POISON;
        }
        if (t instanceof UnknownHostException || t instanceof UnresolvedAddressException
                || t instanceof MalformedURLException || t instanceof UnsupportedSchemeException
                // Of a connection that broke while TLS was being talked, the cause has said so.
                || t instanceof SSLException || t instanceof GeneralSecurityException
                || t instanceof AccessDeniedException || t instanceof NoSuchFileException
                || t instanceof NotDirectoryException || t instanceof FileNotFoundException
                || t instanceof LinkageError) {
            return Fault.PERMANENT;
        }
        // IOException covers refused, reset, timed out, no route, no answer, no connection free, and a full disk.
        if (t instanceof IOException || t instanceof TimeoutException || t instanceof ExchangeTimedOutException
                || t instanceof ConnectionShutdownException || t instanceof RejectedExecutionException
                || t instanceof InterruptedException || t instanceof OutOfMemoryError) {
            return Fault.TRANSIENT;
        }
        return null;
    }

    private static DeliveryException passing(String message, @Nullable String retryAfter, Instant now) {
        Duration wish = RetryAfter.parse(retryAfter, now).orElse(null);
        return DeliveryException.passing(message, wish, null);
    }

    private static String describe(Throwable t) {
        if (t instanceof ClientProtocolException) {
            // Its text may quote the answer.
            return "the answer is not HTTP";
        }
        boolean quotesAddress = t instanceof MalformedURLException || t instanceof UnsupportedSchemeException;
        String text = t.getMessage();
        return quotesAddress || text == null || text.isBlank() ? nameOf(t) : nameOf(t) + ": " + text;
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
