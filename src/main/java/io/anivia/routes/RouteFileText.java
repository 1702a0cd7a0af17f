package io.anivia.routes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What an integrator's file holds.
 *
 * @param file where it was read
 * @param text YAML
 * @param fingerprint differs if the text does, or a file beside it that the text names
 */
public record RouteFileText(Path file, String text, String fingerprint) {

    /** Some editors put it in front of a text; it is no part of it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    /** More is no file that was written by hand, and may have no end. */
    private static final int MOST_BYTES = 1 << 20;
    /** A file beside a source's, of which an answer consists. */
    private static final Pattern NAMED_FILE = Pattern.compile("\\bfile:([A-Za-z0-9._-]+)");

    /**
     * Reads a file.
     *
     * @throws java.nio.charset.CharacterCodingException if it is not UTF-8
     * @throws IOException if it cannot be read, or has more than a MiB
     */
    public static RouteFileText read(Path file) throws IOException {
        String read = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
        String text = read.startsWith(BYTE_ORDER_MARK) ? read.substring(BYTE_ORDER_MARK.length()) : read;
        MessageDigest digest = sha256();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        for (String name : NAMED_FILE.matcher(text).results().map(MatchResult::group)
                .map(found -> found.substring("file:".length())).distinct().toList()) {
            Path named = file.resolveSibling(name);
            if (Files.isRegularFile(named)) {
                digest.update(Files.readAllBytes(named));
            }
        }
        return new RouteFileText(file, text, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * What an integrator's file holds, of any kind.
     *
     * @throws IOException if it cannot be read, or has more than a MiB
     */
    public static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it has more than " + MOST_BYTES + " bytes: split it up");
            }
            return bytes;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
