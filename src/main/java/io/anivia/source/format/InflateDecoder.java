package io.anivia.source.format;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * {@code inflate}: <a href="https://www.rfc-editor.org/rfc/rfc1950">zlib</a>, which HTTP calls {@code deflate}.
 *
 * <p>Without that content encoding only a body that begins with one of the four headers that zlib itself writes is
 * inflated: others are valid, too, but a text can begin like them. With it, a body without a header is taken for bare
 * <a href="https://www.rfc-editor.org/rfc/rfc1951">deflate</a>, which clients have sent under this name for decades.
 */
record InflateDecoder(ContentEncoding encoding) implements Decoder {

    private static final int CHUNK_BYTES = 8192;

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        if (isZlib(body)) {
            return inflate(body, false, input.maxBytes());
        }
        if (body.length > 0 && encoding.is("deflate", input.contentEncoding())) {
            return inflate(body, !hasZlibHeader(body), input.maxBytes());
        }
        encoding.requireNot("deflate", input.contentEncoding());
        return body;
    }

    private static boolean isZlib(byte[] body) {
        return body.length >= 2 && body[0] == 0x78
                && (body[1] == 0x01 || body[1] == 0x5e || body[1] == (byte) 0x9c || body[1] == (byte) 0xda);
    }

    private static boolean hasZlibHeader(byte[] body) {
        return body.length >= 2 && (body[0] & 0x0f) == 8 && ((body[0] & 0xff) << 8 | body[1] & 0xff) % 31 == 0;
    }

    private static byte[] inflate(byte[] body, boolean isBare, int maxBytes) throws UndecodableException {
        Inflater inflater = new Inflater(isBare);
        try {
            inflater.setInput(body);
            BoundedBuffer text = new BoundedBuffer(4 * Math.min(body.length, CHUNK_BYTES), maxBytes);
            byte[] chunk = new byte[CHUNK_BYTES];
            while (!inflater.finished()) {
                int length = inflater.inflate(chunk);
                if (length == 0 && !inflater.finished()) {
                    throw new UndecodableException(
                            inflater.needsDictionary() ? "deflate with a dictionary" : "deflate is cut short");
                }
                text.write(chunk, 0, length);
            }
            if (inflater.getRemaining() > 0) {
                throw new UndecodableException("deflate is followed by " + inflater.getRemaining() + " bytes");
            }
            return text.toByteArray();
        } catch (DataFormatException e) {
            throw new UndecodableException("deflate is damaged", e);
        } finally {
            inflater.end();
        }
    }
}
