package io.anivia.step;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests of SHA-256, which every Java has and which can be copied: to look one up for each event takes longer. */
final class Digests {

    private Digests() {
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** With what it has taken so far. Threads may copy the same one at a time, if none changes it. */
    static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java's SHA-256 cannot be copied", e);
        }
    }
}
