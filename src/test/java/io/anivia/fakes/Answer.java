package io.anivia.fakes;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * How a fake is to answer one request: say something else than usual, late, in part, or not at all.
 *
 * <p>The important distinction is whether the fake does its work first. {@link #status}, {@link #hang}, {@link #reset}
 * and {@link #half} have not looked at the request: nothing is recorded as delivered. {@link #usual} has, and
 * {@link #lost} is the case that makes duplicates: the events were taken and the sender never learns of it. Immutable.
 *
 * @param works whether the fake does its usual work on the request
 * @param rewrite what becomes of the reply it would have given (an empty 200 if it did not do its work)
 * @param delay between having worked and answering
 */
public record Answer(boolean works, UnaryOperator<Reply> rewrite, Duration delay, Ending ending) {

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US).withZone(ZoneOffset.UTC);

    /** What happens on the connection. */
    public enum Ending {
        /** The reply goes out in full. */
        WHOLE,
        /** The status line, the headers and half the body go out, then the connection is closed. */
        HALF,
        /** The connection is reset (a TCP RST) without a reply. */
        RESET,
        /** Nothing is sent and the connection stays open. */
        HANG
    }

    /** As if nothing had been scripted. */
    public static Answer usual() {
        return new Answer(true, UnaryOperator.identity(), Duration.ZERO, Ending.WHOLE);
    }

    /** This reply, and nothing is done. */
    public static Answer reply(Reply reply) {
        return new Answer(false, ignored -> reply, Duration.ZERO, Ending.WHOLE);
    }

    /** This status with a short plain-text body, and nothing is done. */
    public static Answer status(int status) {
        return reply(Reply.plain(status, "scripted " + status));
    }

    /** Nothing is done and nothing is said: the sender waits for its own timeout. */
    public static Answer hang() {
        return new Answer(false, UnaryOperator.identity(), Duration.ZERO, Ending.HANG);
    }

    /** Nothing is done; the connection is reset. */
    public static Answer reset() {
        return new Answer(false, UnaryOperator.identity(), Duration.ZERO, Ending.RESET);
    }

    /** Nothing is done; half a reply with status 200 goes out, then the connection closes. */
    public static Answer half() {
        return new Answer(false, ignored -> Reply.plain(200, "this reply is cut in two"), Duration.ZERO, Ending.HALF);
    }

    /** The work is done, but the reply is lost to a reset. */
    public static Answer lost() {
        return usual().ending(Ending.RESET);
    }

    /** The work is done, and the answer comes late. */
    public static Answer slow(Duration delay) {
        return usual().after(delay);
    }

    /** The same, this much later. */
    public Answer after(Duration later) {
        return new Answer(works, rewrite, later, ending);
    }

    /** The same, with another end. */
    public Answer ending(Ending other) {
        return new Answer(works, rewrite, delay, other);
    }

    /** The same, with one more header on the reply. */
    public Answer header(String name, String value) {
        return new Answer(works, reply -> rewrite.apply(reply).with(name, value), delay, ending);
    }

    /** {@code Retry-After} in whole seconds. */
    public Answer retryAfter(Duration wait) {
        return header("Retry-After", Long.toString(wait.toSeconds()));
    }

    /** {@code Retry-After} as an HTTP date (RFC 9110, section 5.6.7). */
    public Answer retryAfter(Instant until) {
        return header("Retry-After", HTTP_DATE.format(until));
    }
}
