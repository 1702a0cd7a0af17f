package io.anivia.destination.http;

import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs bodies with HMAC-SHA-256. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104</a>
 */
final class BodySignature {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final String prefix;

    /** @param key at least one byte */
    BodySignature(byte[] key, String prefix) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.prefix = prefix;
    }

    /** The prefix and the signature in lower-case hexadecimal. */
    String of(byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return prefix + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
