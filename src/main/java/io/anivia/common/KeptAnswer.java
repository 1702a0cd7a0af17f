package io.anivia.common;

/**
 * What dead letters keep of a destination's answer, or of an exception's text. Unlike a reason it may quote the event, and is not for
 * logs.
 */
public final class KeptAnswer {

    private static final int MAX_CHARACTERS = 512;

    private KeptAnswer() {
    }

    /** Its first 512 characters, without the secrets of addresses. */
    public static String of(String text) {
        String masked = SecretMask.addresses(text);
        return masked.substring(0, Math.min(masked.length(), MAX_CHARACTERS));
    }
}
