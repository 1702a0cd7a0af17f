package io.anivia.common;

/** A text that is shown, cut where it is too long. */
public final class Shortened {

    private Shortened() {
    }

    /**
     * The text, or its beginning with … behind it; never half a surrogate pair.
     *
     * @param most characters of the text; 1 or more
     */
    public static String to(int most, String text) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
