package io.anivia.common;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may be shown of a text of others that may quote an event, such as a destination's answer or the message of an
 * exception: those of its words that failures are told in, by a fixed list, and the marks of sentences and JSON.
 * {@code …} stands for everything else, numbers too.
 *
 * <p>The rule looks at no event: an answer to a batch may quote any of its events, in any form (in part, in Base64,
 * hashed), and the other events are no longer known where the answer is shown. So it leaves out more than it needs to,
 * and a value is shown only if it consists of nothing but words of the list. None of them says anything of a person.
 * Pure functions.
 */
public final class KnownWords {

    private static final String HIDDEN = "…";
    private static final Set<String> WORDS = Stream.of("""
            a able accept accepted access account ackid acknowledgement acks action address after alert algorithm
            all allowed already alternative an anchor and another answer any api are argument arguments array as at
            attempt auth authentication authorization available away bad bad_certificate balancer batch be because
            been before being body boolean broken building but by bytes cannot certificate certificate_expired
            certificate_unknown certification chain channel character characters charset client close closed code
            collector column complete concurrent conflict connect connected connection connections consumer contain
            contains content content-encoding content-length content-type convert correct could count create data
            database date deadline decode denied deserialize detail details device did directory disabled disk dns
            does double duplicate during each either empty enabled encode encoding end endpoint entity entry eof
            error errors event events exceed exceeded exceeds exception exchange exist exists expected expired
            expression extra failed fails failure fatal fault field fields file final find first for forbidden
            format found from full gateway get given gone got handle handler handshake handshake_failure has have
            header headers host hostname html http https id identifier if in incorrect index indexed information
            input instance integer internal invalid invalid-event-number ip is issue it item items its json kept key
            keys know known large last left length less level limit line list load longer looked lookup maintenance
            malformed many map match matched matches matching maximum media member message messages method min
            minimum missing mode more ms must name names near need needed network never no none not notafter nothing
            null number object of off offset on only open operation option or other out over overload overloaded
            parameter params parse parsed parser parsing partial path payload peer permission permitted pipe pkix
            please pool port position possible processing property protocol protocol_version provided proxy queue
            queues quota range rate reached read ready reason receive received record records redirect refused
            rejected remote remotely request requested requests required reset resolve resource response retry root
            route row schema second seconds seen send sent server service session set should shut shutdown size slow
            so socket space ssl start state status stopped stream string subject successful supported system table
            target temporarily temporary terminated text than that the their them there this throttled time timed
            timeout timestamp tls to token too trace trust try type unable unauthorized unavailable undefined
            unexpected unique unknown unknown_ca unprocessable unreachable unrecognized unrecognized_name
            unsupported upstream uri url use used user valid validating validation value values verification
            verified verify version violation was we were when which while with within without wrong xml you your
            """.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    private static final String MARKS = "[\\s{}\\[\\]\":,()<>;'|]";
    /** What is glued to a word by another mark, such as @ or /, belongs to it. */
    private static final Pattern WORD = Pattern.compile(MARKS.replaceFirst("\\[", "[^") + "+");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?]+$");
    private static final Pattern HIDDEN_ROW = Pattern.compile(HIDDEN + "(?:" + MARKS + "*" + HIDDEN + ")+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int MAX_CAUSES = 32;

    private KnownWords() {
    }

    /** The text in known words; several hidden ones in a row, with the marks between them, are one {@code …}. */
    public static String of(String text) {
        String shown = WORD.matcher(text).replaceAll(word -> isKnown(word.group())
                ? Matcher.quoteReplacement(word.group()) : HIDDEN);
        return BLANKS.matcher(HIDDEN_ROW.matcher(shown).replaceAll(HIDDEN)).replaceAll(" ").strip();
    }

    /** An exception by its class, and what may be shown of its message. */
    public static String of(Throwable thrown) {
        String simple = thrown.getClass().getSimpleName();
        String name = simple.isEmpty() ? thrown.getClass().getName() : simple;
        String text = thrown.getMessage() == null ? "" : of(thrown.getMessage());
        return text.isEmpty() || text.equals(HIDDEN) ? name : name + ": " + text;
    }

    /** The same of the innermost cause: those around it tell it once more, or only where it was thrown. */
    public static String ofCause(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MAX_CAUSES && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        return of(cause);
    }

    private static boolean isKnown(String word) {
        return WORDS.contains(SENTENCE_END.matcher(word).replaceFirst("").toLowerCase(Locale.ROOT));
    }
}
