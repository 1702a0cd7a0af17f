package io.anivia.destination.omniture;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.common.KnownWords;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Classifies a response of the Data Insertion API. Pure functions.
 *
 * <p>The body is {@code <status>SUCCESS</status>}, or {@code <status>FAILURE</status><reason>...</reason>}. With two
 * root elements that is no XML document, so the tags are searched for as text.
 *
 * <table>
 * <caption>Faults</caption>
 * <tr><th>response</th><th>fault</th></tr>
 * <tr><td>2xx, SUCCESS</td><td>none: delivered</td></tr>
 * <tr><td>FAILURE, "NO account"</td><td>permanent: the report suite is configured wrongly</td></tr>
 * <tr><td>FAILURE, another known reason</td><td>poison</td></tr>
 * <tr><td>2xx, FAILURE for an unknown reason, or neither word</td><td>transient: a single event that keeps failing goes
 * to the retry queue; if all fail, the destination backs off, and no event is lost</td></tr>
 * <tr><td>everything else</td><td>by the HTTP status, see {@link FailureClassifier}</td></tr>
 * </table>
 *
 * A known reason counts with any HTTP status, because Adobe does not document the status of a FAILURE.
 */
final class InsertionResponse {

    /** Real responses have about a hundred bytes. */
    static final int MAX_BODY_BYTES = 16 * 1024;

    private static final Pattern STATUS =
            Pattern.compile("<status>\\s*(SUCCESS|FAILURE)\\s*</status>", Pattern.CASE_INSENSITIVE);
    private static final Pattern REASON = Pattern.compile("<reason>([^<]*)</reason>", Pattern.CASE_INSENSITIVE);
    private static final String NO_ACCOUNT = "no account";
    private static final Set<String> POISON_REASONS =
            Set.of("no pagename or pageurl", "no visitorid or ipaddress", "syntax error");
    private static final int MAX_REASON_LENGTH = 100;

    private InsertionResponse() {
    }

    /** The failure that a response means; empty if the hit was accepted. */
    static Optional<DeliveryException> failure(HttpResponse response) {
        boolean ok = response.status() >= 200 && response.status() < 300;
        String status = status(response.body());
        if (status.equals("FAILURE")) {
            return Optional.of(refusal(reason(response.body()), ok, response));
        }
        if (!ok) {
            return Optional.of(byStatus(response));
        }
        if (status.equals("SUCCESS")) {
            return Optional.empty();
        }
        return Optional.of(DeliveryException.transientFailure(FailureClassifier.describe(response.status())
                + " with neither SUCCESS nor FAILURE: is the URL that of the Data Insertion API?", null, null));
    }

    private static DeliveryException refusal(@Nullable String reason, boolean ok, HttpResponse response) {
        String known = reason == null ? "" : reason.toLowerCase(Locale.ROOT);
        if (known.equals(NO_ACCOUNT)) {
            return DeliveryException.permanent("FAILURE, NO account: there is no such report suite", null);
        }
        if (POISON_REASONS.contains(known)) {
            return DeliveryException.poison("FAILURE, " + reason, null);
        }
        if (!ok) {
            return byStatus(response);
        }
        return DeliveryException.transientFailure("FAILURE, " + (reason == null ? "no reason given" : KnownWords.of(reason)), null,
                null);
    }

    private static DeliveryException byStatus(HttpResponse response) {
        return FailureClassifier.refusal(response.status(), response.retryAfter(), response.at());
    }

    /** FAILURE if there is one anywhere, else SUCCESS if there is one, else the empty string. */
    private static String status(String body) {
        String found = "";
        Matcher matcher = STATUS.matcher(body);
        while (matcher.find() && !found.equals("FAILURE")) {
            found = matcher.group(1).toUpperCase(Locale.ROOT);
        }
        return found;
    }

    private static @Nullable String reason(String body) {
        Matcher matcher = REASON.matcher(body);
        if (!matcher.find()) {
            return null;
        }
        String reason = matcher.group(1).replaceAll("[^ -~]+|\\s+", " ").strip();
        return reason.isEmpty() ? null : reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH));
    }
}
