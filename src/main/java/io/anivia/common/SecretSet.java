package io.anivia.common;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.OptionalInt;

/**
 * Secrets to compare a presented one with: keys, tokens.
 *
 * <p>Only SHA-256 hashes are kept, so that neither a heap dump nor {@link #toString()} shows a secret. A candidate is
 * compared with every hash to its end, so that the time taken says nothing about a secret. Immutable.
 */
public final class SecretSet {

    private final List<byte[]> hashes;

    /** @param secrets taken as they are; a setting's blanks are for the caller to remove */
    public SecretSet(List<String> secrets) {
        this.hashes = secrets.stream().map(SecretSet::hash).toList();
    }

    public boolean isEmpty() {
        return hashes.isEmpty();
    }

    public boolean contains(String candidate) {
        return indexOf(candidate).isPresent();
    }

    /** The candidate's position in the list that this set was made of; empty if it is not in it. */
    public OptionalInt indexOf(String candidate) {
        byte[] hash = hash(candidate);
        int found = -1;
        for (int i = 0; i < hashes.size(); i++) {
            found = MessageDigest.isEqual(hashes.get(i), hash) ? i : found;
        }
        return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
    }

    @Override
    public String toString() {
        return "SecretSet of " + hashes.size();
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
