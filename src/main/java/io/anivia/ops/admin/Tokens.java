package io.anivia.ops.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The tokens that open the admin API. Comparing takes the same time whatever is presented. */
final class Tokens {

    private final List<byte[]> digests;

    Tokens(List<String> tokens) {
        digests = tokens.stream().map(String::strip).filter(token -> !token.isEmpty()).map(Tokens::digest).toList();
    }

    boolean isEmpty() {
        return digests.isEmpty();
    }

    boolean knows(String presented) {
        byte[] digest = digest(presented);
        boolean known = false;
        for (byte[] each : digests) {
            known |= MessageDigest.isEqual(each, digest);
        }
        return known;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
