package io.anivia.ops.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.anivia.contract.EventJson;

/**
 * Hides the values of an event in what was said about it, such as a destination's answer: {@code ‹card›} stands where
 * the value of the member {@code card} stood. A destination often quotes what it refuses, and values are shown only to
 * callers with the role {@code values}. What is shown of each event stays: its {@code id}, {@code type} and
 * {@code timestamp}.
 *
 * <p>Finds a value as it is, in upper or lower case, with the escapes of JSON, of URLs and of HTML, which are taken out of
 * the text, and cut off at its end; not one that the destination has changed in another way.
 */
public final class HiddenValues {

    private static final int MAX_VALUES = 2000;
    /** A shorter value is hidden only where it stands as a word of its own: it may be a part of any word. */
    private static final int LEAST_PART = 4;
    private static final int MAX_NAME_CHARACTERS = 40;
    /** What a cut within a character leaves of it, as it is written and read again. */
    private static final Pattern HALF_A_CHARACTER = Pattern.compile("[?\\uFFFD\\uD800-\\uDFFF]$");
    private static final Set<String> SHOWN = Set.of("id", "type", "timestamp");

    private record HiddenValue(String name, String lowerCase) {
    }

    private final List<HiddenValue> values = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final boolean isComplete;

    private HiddenValues(byte[] event) {
        this.isComplete = read(event);
        values.sort(Comparator.comparingInt((HiddenValue value) -> value.lowerCase().length()).reversed());
    }

    public static HiddenValues of(byte[] event) {
        return new HiddenValues(event);
    }

    /** Whether all values are known. */
    private boolean read(byte[] event) {
        try (JsonParser parser = EventJson.queuedParser(event)) {
            int depth = 0;
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                // The members of an array have the array's.
                name = token == JsonToken.FIELD_NAME ? parser.currentName() : name;
                boolean isText = token == JsonToken.VALUE_STRING;
                if ((isText || token.isNumeric()) && !(depth == 1 && SHOWN.contains(name))) {
                    add(name, parser.getText());
                }
                if (values.size() > MAX_VALUES) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            // What cannot be read may have any values.
            return false;
        }
    }

    private void add(String name, String value) {
        String lowerCase = value.strip().toLowerCase(Locale.ROOT);
        if (!lowerCase.isEmpty() && seen.add(lowerCase)) {
            values.add(new HiddenValue(name, lowerCase));
            String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(lowerCase));
            if (seen.add(escaped)) {
                values.add(new HiddenValue(name, escaped));
            }
        }
    }

    /** The text without them; of an event that cannot be read, or has too many values, nothing of the text. */
    public String hideIn(String text) {
        if (!isComplete) {
            return "(" + text.length() + " characters, which may quote the event)";
        }
        String left = Unescaped.of(text);
        // First, for a shorter value may be the beginning of the one that is cut off.
        for (HiddenValue value : values) {
            left = hideCutOff(left, value);
        }
        for (HiddenValue value : values) {
            left = hide(left, value);
        }
        return left;
    }

    private static String hide(String text, HiddenValue value) {
        String lowerCase = text.toLowerCase(Locale.ROOT);
        if (lowerCase.length() != text.length() || !lowerCase.contains(value.lowerCase())) {
            return lowerCase.contains(value.lowerCase()) ? hide(lowerCase, value) : text;
        }
        StringBuilder hidden = new StringBuilder();
        int done = 0;
        int length = value.lowerCase().length();
        for (int at = lowerCase.indexOf(value.lowerCase()); at >= 0;
                at = lowerCase.indexOf(value.lowerCase(), Math.max(at + 1, done))) {
            if (length >= LEAST_PART || isWord(lowerCase, at, at + length)) {
                hidden.append(text, done, at).append(sign(value));
                done = at + length;
            }
        }
        return hidden.append(text, done, text.length()).toString();
    }

    private static boolean isWord(String text, int from, int to) {
        return (from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1)))
                && (to == text.length() || !Character.isLetterOrDigit(text.charAt(to)));
    }

    /** Of an answer only the first characters are kept, so that the last of them may be the beginning of a value. */
    private static String hideCutOff(String text, HiddenValue value) {
        String end = HALF_A_CHARACTER.matcher(text).replaceFirst("");
        int most = Math.min(value.lowerCase().length() - 1, end.length());
        for (int length = most; length >= LEAST_PART; length--) {
            if (end.regionMatches(true, end.length() - length, value.lowerCase(), 0, length)) {
                return end.substring(0, end.length() - length) + sign(value);
            }
        }
        return text;
    }

    private static String sign(HiddenValue value) {
        String name = value.name();
        return "‹" + (name.length() <= MAX_NAME_CHARACTERS ? name : name.substring(0, MAX_NAME_CHARACTERS)) + "›";
    }
}
