package io.anivia.elmer.admission;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.OptionalInt;

/**
 * The secrets that let somebody send; a key is known to the rest of the program by its position only.
 *
 * <p>Only their hashes are kept, and each is compared, whole, so that the time taken says nothing of a key. Immutable.
 */
public final class WriteKeys {

    private final List<byte[]> hashes;

    private WriteKeys(List<byte[]> hashes) {
        this.hashes = hashes;
    }

    /**
     * @throws IllegalArgumentException if a key could not be sent in every way there is; without the key
     */
    public static WriteKeys of(List<String> keys) {
        for (int i = 0; i < keys.size(); i++) {
            if (!isSendable(keys.get(i))) {
                throw new IllegalArgumentException("anivia.elmer.keys: key " + (i + 1) + " of " + keys.size()
                        + " cannot be a user name and a header: use printable ASCII without spaces and colons");
            }
        }
        return new WriteKeys(keys.stream().map(WriteKeys::hash).toList());
    }

    /** Whether there are none, and anybody may send. */
    public boolean areOff() {
        return hashes.isEmpty();
    }

    /** The position of this key; empty if it is none of them. */
    public OptionalInt find(String candidate) {
        byte[] hash = hash(candidate);
        int found = -1;
        // To the end, found or not.
        for (int i = 0; i < hashes.size(); i++) {
            found = MessageDigest.isEqual(hashes.get(i), hash) ? i : found;
        }
        return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
    }

    /** RFC 7617, section 2: a user name holds no colon. */
    private static boolean isSendable(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
