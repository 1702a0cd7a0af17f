package io.anivia.common;

/**
 * A text that tells each time when one of its characters is looked at: a regular expression may look at them for a time
 * exponential in their number, and this can end it by an exception.
 *
 * @param look called before each
 */
public record CountedText(String text, Runnable look) implements CharSequence {

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int at) {
        look.run();
        return text.charAt(at);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return text.substring(from, to);
    }

    @Override
    public String toString() {
        return text;
    }
}
