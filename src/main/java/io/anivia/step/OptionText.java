package io.anivia.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what the options of several steps are written like. */
final class OptionText {

    private OptionText() {
    }

    /**
     * Pairs separated by commas, semicolons or lines, such as {@code category = cat, brand = brand name}, in their
     * order.
     *
     * @param between what stands between the two of a pair
     * @throws IllegalArgumentException if a half is missing, or the first one is there twice
     */
    static Map<String, String> pairs(String written, char between) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : list(written)) {
            int at = pair.indexOf(between);
            String name = at < 0 ? "" : pair.substring(0, at).strip();
            String value = pair.substring(at + 1).strip();
            if (name.isEmpty() || value.isEmpty()) {
                throw new IllegalArgumentException("'" + pair + "' is no pair: write name " + between + " value, and a"
                        + " comma between several");
            }
            if (pairs.put(name, value) != null) {
                throw new IllegalArgumentException("'" + name + "' is there twice");
            }
        }
        return pairs;
    }

    /** What stands between commas, semicolons and ends of lines, without what is blank. */
    private static List<String> list(String written) {
        List<String> parts = new ArrayList<>();
        for (String part : written.split("[,;\n]", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    /** The beginning of a text, of so many characters at most; a surrogate pair stays whole. */
    static String cut(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        boolean isWithinPair = Character.isHighSurrogate(text.charAt(maxLength - 1))
                && Character.isLowSurrogate(text.charAt(maxLength));
        return text.substring(0, isWithinPair ? maxLength - 1 : maxLength);
    }
}
