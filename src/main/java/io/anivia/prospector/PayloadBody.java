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

    /** Of the buffer for compressed bytes; a smaller body has a smaller one. */
    private static final int MAX_BUFFER_BYTES = 4096;

    private PayloadBody() {
    }

    /**
     * Returns the payload's text.
     *
     * <p>A body that begins like gzip is inflated whatever the encoding says, since JSON cannot begin so, and clients
     * and proxies do lose the header. Several gzip members are one text; bytes behind the last member are ignored.
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
        int bufferBytes = Math.min(body.length, MAX_BUFFER_BYTES);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body), bufferBytes)) {
            byte[] text = in.readNBytes(maxBytes + 1);
            if (text.length > maxBytes) {
                throw tooLarge(maxBytes);
            }
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

    private static UnreadablePayloadException tooLarge(int maxBytes) {
        return new UnreadablePayloadException(
                "unfolds to more than " + maxBytes + " bytes (anivia.prospector.max-inflated)");
    }
}
