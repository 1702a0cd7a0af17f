package io.anivia.destination;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.common.Shortened;
import io.anivia.destination.http.FailureClassifier;
import org.jspecify.annotations.Nullable;

/**
 * The cause of a failure in a few words that fit into a line: a status with its phrase, or what the network did. The words
 * come from here, and not from an answer or an event; only of a failure that is not known is its own text shown. Pure
 * functions.
 */
public final class BriefCause {

    private static final int MAX_CHARACTERS = 80;
    private static final Pattern REFUSALS = Pattern.compile("^(\\d{1,9}) deliveries in a row were refused[^:]*: (.*)$",
            Pattern.DOTALL);
    /** With Splunk's own code, whose meaning is a list of ours. */
    private static final Pattern STATUS = Pattern.compile("\\bHTTP ([1-5]\\d\\d)\\b(?:, code \\d{1,3} \\(([^()]{1,60})\\))?");
    private static final Pattern LENGTH = Pattern.compile(
            "(\\d{1,9})\\s?(ms|milliseconds?|s|seconds?)\\b", Pattern.CASE_INSENSITIVE);

    /** @param isTimed whether how long it took is said if that is known */
    private record KnownFailure(Pattern pattern, String words, boolean isTimed) {

        KnownFailure(String pattern, String words) {
            this(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), words, false);
        }

        static KnownFailure timed(String pattern, String words) {
            return new KnownFailure(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), words, true);
        }
    }

    /** The first that is found counts. */
    private static final List<KnownFailure> KNOWN = List.of(
            new KnownFailure("UnknownHost|UnresolvedAddress|Name or service not known|failed to resolve",
                    "the host's name is not known"),
            new KnownFailure("connection refused", "connection refused"),
            new KnownFailure("CertificateExpired|NotAfter|certificate_expired|certificate (has )?expired",
                    "certificate expired"),
            new KnownFailure("CertificateNotYetValid|NotBefore", "certificate not valid yet"),
            new KnownFailure("No subject alternative|No name matching|hostname.*(verif|match)",
                    "certificate of another host"),
            new KnownFailure("valid certification path|PKIX|CertPath|unknown_ca|Certificate", "certificate not trusted"),
            KnownFailure.timed("ConnectTimeout|connect timed out|connection timed out|timed out.*connect",
                    "connecting timed out"),
            new KnownFailure("ConnectionRequestTimeout", "no connection was free in time"),
            KnownFailure.timed("timed ?out|Timeout|not ended within|no answer within", "timed out"),
            new KnownFailure("SSL|TLS|handshake", "TLS handshake failed"),
            new KnownFailure("connection reset|broken pipe", "connection reset"),
            new KnownFailure("NoHttpResponse|ConnectionClosed|ClosedChannel|closed by|connection was closed|EOF",
                    "connection closed without an answer"),
            new KnownFailure("No route to host", "no route to the host"),
            new KnownFailure("Network is unreachable", "network unreachable"),
            new KnownFailure("No space left", "the disk is full"),
            new KnownFailure("AccessDenied", "the file may not be written"));

    private BriefCause() {
    }

    /** @param failure what the destination says of its failure; {@code null} if it says nothing */
    public static @Nullable String of(@Nullable String failure) {
        if (failure == null || failure.isBlank()) {
            return null;
        }
        Matcher refusals = REFUSALS.matcher(failure);
        if (refusals.matches()) {
            return refusals.group(1) + " refusals in a row: " + of(refusals.group(2));
        }
        Matcher status = STATUS.matcher(failure);
        if (status.find()) {
            String words = FailureClassifier.describe(Integer.parseInt(status.group(1)));
            return status.group(2) == null ? words : words + ", " + status.group(2);
        }
        for (KnownFailure known : KNOWN) {
            if (known.pattern().matcher(failure).find()) {
                return known.words() + (known.isTimed() ? after(failure) : "");
            }
        }
        return Shortened.to(MAX_CHARACTERS, failure);
    }

    private static String after(String failure) {
        Matcher length = LENGTH.matcher(failure);
        if (!length.find()) {
            return "";
        }
        long number = Long.parseLong(length.group(1));
        boolean isMillis = length.group(2).toLowerCase(Locale.ROOT).startsWith("m");
        return " after " + (isMillis && number % 1000 == 0 ? number / 1000 + " s" : isMillis ? number + " ms" : number + " s");
    }
}
