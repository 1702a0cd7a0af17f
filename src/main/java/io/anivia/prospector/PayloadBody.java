package io.anivia.prospector;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import org.jspecify.annotations.Nullable;

/** Undoes a payload's content encoding, <a href="https://www.rfc-editor.org/rfc/rfc1952">gzip</a> or none. */
final class PayloadBody {

    private PayloadBody() {
    }

    /**
     * Returns the payload's text.
     *
     * <p>A body that begins like gzip is inflated whatever the encoding says, since JSON cannot begin so, and clients
     * and proxies do lose the header. Several gzip members are one text. Behind the last may be zeros, with which some
     * programs fill up a block; anything else would be lost if it were ignored.
     *
     * @param maxBytes how large the text may be; inflating stops at the first byte beyond
     * @return the body itself if it is not encoded
     * @throws UnreadablePayloadException if the encoding is another one, or the body does not have it, or the text is
     *                                    too large
     */
    static byte[] inflate(byte[] body, @Nullable String contentEncoding, int maxBytes)
            throws UnreadablePayloadException {
        if (isGzip(body)) {
            return gunzip(body, maxBytes);
        }
        String encoding = contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT);
        switch (encoding) {
            case "", "identity" -> {
                if (body.length > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                return body;
            }
            case "gzip", "x-gzip" ->
                throw new UnreadablePayloadException("content encoding gzip, but not in gzip format");
            default -> throw new UnreadablePayloadException("unknown content encoding; gzip and identity are known");
        }
    }

    private static boolean isGzip(byte[] body) {
        return body.length >= 2 && body[0] == 0x1f && body[1] == (byte) 0x8b;
    }

    private static byte[] gunzip(byte[] body, int maxBytes) throws UnreadablePayloadException {
        try (GzipMembers in = new GzipMembers(body)) {
            byte[] text = in.readNBytes(maxBytes + 1);
            if (text.length > maxBytes) {
                throw tooLarge(maxBytes);
            }
            requireZeros(body, body.length - in.bytesBehind());
            return text;
        } catch (EOFException e) {
            throw new UnreadablePayloadException("gzip is cut short", e);
        } catch (ZipException e) {
            throw new UnreadablePayloadException("gzip is damaged", e);
        } catch (UnreadablePayloadException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadablePayloadException("gzip cannot be read", e);
        }
    }

    private static void requireZeros(byte[] body, int from) throws UnreadablePayloadException {
        for (int at = from; at < body.length; at++) {
            if (body[at] != 0) {
                throw new UnreadablePayloadException("gzip is followed by " + (body.length - from)
                        + " bytes that are not gzip");
            }
        }
    }

    /** The stream of the JDK, which ends without an error where no other member begins. */
    private static final class GzipMembers extends GZIPInputStream {

        /** Of the checksum and the length at a member's end. */
        private static final int TRAILER_BYTES = 8;

        /** Its buffer holds the whole body, so that what is left in it at the end is what lies behind. */
        GzipMembers(byte[] body) throws IOException {
            super(new ByteArrayInputStream(body), body.length);
        }

        /** How many bytes follow the last member, once the stream has been read to its end. */
        int bytesBehind() {
            return inf.getRemaining() - TRAILER_BYTES;
        }
    }

    private static UnreadablePayloadException tooLarge(int maxBytes) {
        return new UnreadablePayloadException(
                "unfolds to more than " + maxBytes + " bytes (anivia.prospector.max-inflated)");
    }
}
