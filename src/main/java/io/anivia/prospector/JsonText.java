package io.anivia.prospector;

/**
 * Finds the ends of values in JSON text without parsing it, for values that exceed a parser's limits or are broken.
 *
 * <p>Works on the bytes of UTF-8, in which every character with a meaning in JSON is a single byte. All parameters and
 * results are offsets in the text.
 */
final class JsonText {

    private JsonText() {
    }

    /** The first offset from {@code at} that holds no JSON whitespace; the text's length if there is none. */
    static int skipBlank(byte[] text, int at) {
        int next = at;
        while (next < text.length && isBlank(text[next])) {
            next++;
        }
        return next;
    }

    /** Past the byte order mark, if the text begins with one. */
    static int skipByteOrderMark(byte[] text) {
        return text.length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF ? 3 : 0;
    }

    /** Whether this looks like UTF-16 or UTF-32, which Jackson would detect and read without being set to. */
    static boolean isWide(byte[] text, int at) {
        int first = text[at] & 0xFF;
        int second = at + 1 < text.length ? text[at + 1] & 0xFF : -1;
        return first == 0 || second == 0 || (first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE);
    }

    /**
     * Whether the text is UTF-8 as <a href="https://www.rfc-editor.org/rfc/rfc3629#section-4">RFC 3629</a> has it.
     * Jackson also reads characters that are encoded with too many bytes, halves of surrogate pairs, and what is beyond
     * Unicode.
     */
    static boolean isUtf8(byte[] text, int from, int to) {
        int at = from;
        while (at < to) {
            int first = text[at++];
            if (first >= 0) {
                continue;
            }
            first &= 0xFF;
            int more = first < 0xC2 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : 0;
            if (more == 0 || to - at < more) {
                return false;
            }
            int second = text[at] & 0xFF;
            boolean isWithinBounds = switch (first) {
                case 0xE0 -> second >= 0xA0;
                case 0xED -> second < 0xA0;
                case 0xF0 -> second >= 0x90;
                case 0xF4 -> second < 0x90;
                default -> true;
            };
            if (!isWithinBounds) {
                return false;
            }
            for (int end = at + more; at < end; at++) {
                if ((text[at] & 0xC0) != 0x80) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Where the next member of an array begins, from the end of the one before it or of the opening bracket. */
    static int skipComma(byte[] text, int at) {
        int next = skipBlank(text, at);
        return next < text.length && text[next] == ',' ? skipBlank(text, next + 1) : next;
    }

    /**
     * Just past the value that begins at {@code at}, by brackets and quotes alone.
     *
     * @return -1 if the value does not end before {@code to}
     */
    static int endOfValue(byte[] text, int at, int to) {
        int depth = 0;
        for (int next = at; next < to; next++) {
            switch (text[next]) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> {
                    next = closingQuote(text, next + 1, to);
                    if (next < 0) {
                        return -1;
                    }
                }
                default -> {
                    if (depth == 0) {
                        return endOfWord(text, next, to);
                    }
                }
            }
            if (depth <= 0) {
                return next + 1;
            }
        }
        return -1;
    }

    private static int closingQuote(byte[] text, int at, int to) {
        for (int next = at; next < to; next++) {
            if (text[next] == '\\') {
                next++;
            } else if (text[next] == '"') {
                return next;
            }
        }
        return -1;
    }

    private static int endOfWord(byte[] text, int at, int to) {
        int next = at + 1;
        while (next < to && !isBlank(text[next]) && ",:[]{}\"".indexOf(text[next]) < 0) {
            next++;
        }
        return next;
    }

    /** The end of the line that {@code at} lies in: its line feed, or the end of the text. */
    static int endOfLine(byte[] text, int at) {
        int next = at;
        while (next < text.length && text[next] != '\n') {
            next++;
        }
        return next;
    }

    /**
     * Whether a value that begins at {@code at} may continue in the next line: JSON breaks only after an opening
     * bracket, a comma or a colon, or before a closing bracket, a comma or a colon.
     */
    static boolean mayContinueInNextLine(byte[] text, int at) {
        int end = endOfLine(text, at);
        int next = skipBlank(text, end);
        int last = end - 1;
        while (last > at && isBlank(text[last])) {
            last--;
        }
        return next < text.length && ("[{,:".indexOf(text[last]) >= 0 || "]},:".indexOf(text[next]) >= 0);
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }
}
