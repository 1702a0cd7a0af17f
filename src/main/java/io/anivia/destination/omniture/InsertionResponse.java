package io.anivia.destination.omniture;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.http.HttpResponse;
import org.jspecify.annotations.Nullable;


/**
 * What an answer of the Data Insertion API means. Pure.
 *
 * <p>Its body is {@code <status>SUCCESS</status>}, or {@code <status>FAILURE</status><reason>…</reason>}: with two roots
 * that is no XML document, so the tags are looked for as text, and there is no parser to be deceived.
 *
 * <table>
 * <caption>Whose fault it is</caption>
 * <tr><th>answer</th><th>fault</th></tr>
 * <tr><td>2xx, SUCCESS</td><td>none: delivered</td></tr>
 * <tr><td>FAILURE, "NO account"</td><td>lasting: the report suite is configured wrongly</td></tr>
 * <tr><td>FAILURE, another known reason</td><td>the event's</td></tr>
 * <tr><td>2xx, FAILURE for an unknown reason, or neither word</td><td>passing: if it is this event, it is set aside
 * after a number of attempts; if it is everything, the destination holds still and loses nothing</td></tr>
 * <tr><td>everything else</td><td>as the HTTP status says, see {@link FailureClassifier}</td></tr>
 * </table>
 *
 * A known reason counts whatever the HTTP status, for Adobe does not say which status goes with FAILURE.
 */
final class InsertionResponse {

    /** How much of an answer is read; the real ones are about a hundred bytes. */
    static final int MAX_BODY_BYTES = 16 * 1024;

    private static final Pattern STATUS =
            Pattern.compile("<status>\\s*(SUCCESS|FAILURE)\\s*</status>", Pattern.CASE_INSENSITIVE);
    private static final Pattern REASON = Pattern.compile("<reason>([^<]*)</reason>", Pattern.CASE_INSENSITIVE);
    private static final String NO_ACCOUNT = "no account";
    private static final Set<String> EVENT_REASONS =
            Set.of("no pagename or pageurl", "no visitorid or ipaddress", "syntax error");
    private static final int LONGEST_REASON = 100;

    private InsertionResponse() {
    }

    /** Why the hit was not taken; empty if it was. */
    static Optional<DeliveryException> failure(HttpResponse answer) {
        boolean ok = answer.status() >= 200 && answer.status() < 300;
        String status = status(answer.body());
        if (status.equals("FAILURE")) {
            return Optional.of(refusal(reason(answer.body()), ok, answer));
        }
        if (!ok) {
            return Optional.of(byStatus(answer));
        }
        if (status.equals("SUCCESS")) {
            return Optional.empty();
        }
        return Optional.of(DeliveryException.passing(FailureClassifier.describe(answer.status())
                + " with neither SUCCESS nor FAILURE: is the URL that of the Data Insertion API?", null, null));
    }

    private static DeliveryException refusal(@Nullable String reason, boolean ok, HttpResponse answer) {
        String known = reason == null ? "" : reason.toLowerCase(Locale.ROOT);
        if (known.equals(NO_ACCOUNT)) {
            return DeliveryException.lasting("FAILURE, NO account: there is no such report suite", null);
        }
        if (EVENT_REASONS.contains(known)) {
            return DeliveryException.event("FAILURE, " + reason, null);
        }
        if (!ok) {
            return byStatus(answer);
        }
        return DeliveryException.passing("FAILURE, " + (reason == null ? "no reason given" : reason), null, null);
    }

    private static DeliveryException byStatus(HttpResponse answer) {
        return FailureClassifier.refusal(answer.status(), answer.retryAfter(), answer.at());
    }

    /** FAILURE if it is said anywhere, else SUCCESS if that is, else nothing. */
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
        return reason.isEmpty() ? null : reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
    }
}
