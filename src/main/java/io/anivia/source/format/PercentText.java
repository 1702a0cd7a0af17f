package io.anivia.source.format;

import java.util.Arrays;

/**
 * Undoes percent-encoding as <a href="https://url.spec.whatwg.org/#urlencoded-parsing">forms</a> have it: a plus sign
 * is a space, and a percent sign that two hexadecimal digits do not follow is itself.
 */
final class PercentText {

    private PercentText() {
    }

    /** Decodes a part of the text; never longer than it. */
    static byte[] decode(byte[] text, int from, int to, boolean isPlusSpace) {
        byte[] decoded = new byte[to - from];
        int size = 0;
        for (int at = from; at < to; at++) {
            byte character = text[at];
            if (character == '%' && isEscape(text, at, to)) {
                decoded[size++] = (byte) (digit(text[at + 1]) << 4 | digit(text[at + 2]));
                at += 2;
            } else {
                decoded[size++] = character == '+' && isPlusSpace ? (byte) ' ' : character;
            }
        }
        return size == decoded.length ? decoded : Arrays.copyOf(decoded, size);
    }

    /** Whether there is a percent sign with its two digits. */
    static boolean hasEscape(byte[] text) {
        for (int at = 0; at < text.length; at++) {
            if (text[at] == '%' && isEscape(text, at, text.length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEscape(byte[] text, int at, int to) {
        return to - at > 2 && digit(text[at + 1]) >= 0 && digit(text[at + 2]) >= 0;
    }

    /** Of the ASCII digits alone; Java's own method knows those of other scripts, too. */
    private static int digit(byte character) {
        return character < 0 ? -1 : Character.digit((char) character, 16);
    }
}
