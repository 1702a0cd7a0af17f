package io.anivia.source.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * {@code base64} and {@code base64url}: <a href="https://www.rfc-editor.org/rfc/rfc4648">RFC 4648</a>.
 *
 * <p>Both read both alphabets, with padding or without, and ignore line breaks: clients and their libraries mix them. A
 * space inside stands for the plus sign that decoding a form has made it from.
 */
final class Base64Decoder implements Decoder {

    private static final byte NONE = -1;
    private static final byte IGNORED = -2;
    private static final byte PAD = -3;
    private static final byte[] VALUES = values();
    /** What is JSON and in the alphabet, too. */
    private static final Pattern JSON_WORD = Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)([eE][+-]?[0-9]+)?");
    private static final int LONGEST_WORD = 40;

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        byte[] decoded = decoded(body);
        if (decoded == null) {
            return body;
        }
        if (decoded.length > input.maxBytes()) {
            throw UndecodableException.tooLarge(input.maxBytes());
        }
        return decoded;
    }

    /** What the whole text stands for; {@code null} if it is not Base64, or is JSON already. */
    static byte @Nullable [] decoded(byte[] text) {
        int from = 0;
        int to = text.length;
        while (from < to && isBlank(text[from])) {
            from++;
        }
        while (to > from && isBlank(text[to - 1])) {
            to--;
        }
        // By its first byte, so that the usual JSON costs nothing.
        if (from == to || text[from] < 0 || VALUES[text[from]] < 0 || isJsonWord(text, from, to)) {
            return null;
        }
        byte[] out = new byte[(int) ((to - from) * 3L / 4)];
        int size = 0;
        int digits = 0;
        int pads = 0;
        int bits = 0;
        for (int at = from; at < to; at++) {
            byte value = text[at] < 0 ? NONE : VALUES[text[at]];
            if (value == IGNORED) {
                continue;
            }
            if (value == PAD) {
                pads++;
                continue;
            }
            if (value == NONE || pads > 0) {
                return null;
            }
            bits = bits << 6 | value;
            if (digits % 4 > 0) {
                out[size++] = (byte) (bits >> 2 * (3 - digits % 4));
            }
            digits++;
        }
        boolean isPadded = pads > 0 && pads <= 2 && (digits + pads) % 4 == 0;
        if (digits % 4 == 1 || pads > 0 && !isPadded) {
            return null;
        }
        return Arrays.copyOf(out, size);
    }

    private static boolean isJsonWord(byte[] text, int from, int to) {
        return to - from <= LONGEST_WORD
                && JSON_WORD.matcher(new String(text, from, to - from, StandardCharsets.ISO_8859_1)).matches();
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, NONE);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int value = 0; value < alphabet.length(); value++) {
            values[alphabet.charAt(value)] = (byte) value;
        }
        values['-'] = values['+'];
        values['_'] = values['/'];
        values[' '] = values['+'];
        values['\r'] = IGNORED;
        values['\n'] = IGNORED;
        values['='] = PAD;
        return values;
    }
}
