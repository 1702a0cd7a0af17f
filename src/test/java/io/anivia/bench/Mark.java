package io.anivia.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Identifies an event on its whole way, with the time when its POST was due: {@code mark-<number>-<epoch
 * microseconds>}. It
 * stands in a member that every destination passes on once, so that it is found without reading what is around it.
 */
final class Mark {

    private static final byte[] PREFIX = "mark-".getBytes(US_ASCII);

    private Mark() {
    }

    /** Gets each mark that is found. */
    @FunctionalInterface
    interface Finder {
        void found(long number, long dueMicros);
    }

    static String of(long number, long dueMicros) {
        return new String(PREFIX, US_ASCII) + number + '-' + dueMicros;
    }

    /** Finds all whole marks in a body, in their order; what only begins like one is passed over. */
    static void findAll(byte[] body, Finder finder) {
        int at = 0;
        while (at <= body.length - PREFIX.length) {
            if (body[at] == PREFIX[0] && startsAt(body, at)) {
                int number = at + PREFIX.length;
                int dash = digits(body, number);
                int end = dash < body.length && body[dash] == '-' ? digits(body, dash + 1) : dash;
                if (dash > number && end > dash + 1) {
                    finder.found(parse(body, number, dash), parse(body, dash + 1, end));
                }
                at = end;
            } else {
                at++;
            }
        }
    }

    private static boolean startsAt(byte[] body, int at) {
        for (int i = 1; i < PREFIX.length; i++) {
            if (body[at + i] != PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where the digits that begin here end. */
    private static int digits(byte[] body, int from) {
        int at = from;
        while (at < body.length && body[at] >= '0' && body[at] <= '9') {
            at++;
        }
        return at;
    }

    private static long parse(byte[] body, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + body[i] - '0';
        }
        return value;
    }
}
