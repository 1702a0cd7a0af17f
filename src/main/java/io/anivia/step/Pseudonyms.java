package io.anivia.step;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 of texts with one key, in a written form. Thread-safe. */
final class Pseudonyms {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final String prefix;
    private final boolean isHex;
    private final int length;
    /** To make one for each text takes longer than to use it. */
    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::mac);

    /**
     * @param prefix in front of each
     * @param length how many characters are kept; 0: all
     */
    Pseudonyms(String key, String prefix, boolean isHex, int length) {
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.prefix = prefix;
        this.isHex = isHex;
        this.length = length;
    }

    String of(String text) {
        byte[] hash = macs.get().doFinal(text.getBytes(StandardCharsets.UTF_8));
        String written = isHex ? HexFormat.of().formatHex(hash)
                : Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        return prefix + (length == 0 || length >= written.length() ? written : written.substring(0, length));
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
