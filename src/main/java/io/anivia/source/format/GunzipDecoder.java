package io.anivia.source.format;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * {@code gunzip}: <a href="https://www.rfc-editor.org/rfc/rfc1952">gzip</a>.
 *
 * <p>A body that begins like gzip is inflated whatever the encoding says, since JSON cannot begin so, and clients and
 * proxies do lose the header. Several gzip members are one text. Behind the last may be zeros, with which some programs
 * fill up a block; anything else would be lost if it were ignored.
 */
record GunzipDecoder(ContentEncoding encoding) implements Decoder {

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        if (isGzip(body)) {
            return gunzip(body, input.maxBytes());
        }
        encoding.requireNot("gzip", input.contentEncoding());
        if (body.length > input.maxBytes()) {
            throw UndecodableException.tooLarge(input.maxBytes());
        }
        return body;
    }

    private static boolean isGzip(byte[] body) {
        return body.length >= 2 && body[0] == 0x1f && body[1] == (byte) 0x8b;
    }

    private static byte[] gunzip(byte[] body, int maxBytes) throws UndecodableException {
        try (GzipStream in = new GzipStream(body)) {
            byte[] text = in.readNBytes(maxBytes + 1);
            if (text.length > maxBytes) {
                throw UndecodableException.tooLarge(maxBytes);
            }
            requireZeros(body, body.length - in.bytesBehind());
            return text;
        } catch (EOFException e) {
            throw new UndecodableException("gzip is cut short", e);
        } catch (ZipException e) {
            throw new UndecodableException("gzip is damaged", e);
        } catch (UndecodableException e) {
            throw e;
        } catch (IOException e) {
            throw new UndecodableException("gzip cannot be read", e);
        }
    }

    private static void requireZeros(byte[] body, int from) throws UndecodableException {
        for (int at = from; at < body.length; at++) {
            if (body[at] != 0) {
                throw new UndecodableException("gzip is followed by " + (body.length - from)
                        + " bytes that are not gzip");
            }
        }
    }

    /** The stream of the JDK, which ends without an error where no other member begins. */
    private static final class GzipStream extends GZIPInputStream {

        /** Of the checksum and the length at a member's end. */
        private static final int TRAILER_BYTES = 8;
        /** The JDK's stream calls itself for each of them, and a payload could have so many that the stack ends. */
        private static final int MOST_EMPTY_MEMBERS = 100;

        private int depth;

        /** Its buffer holds the whole body, so that what is left in it at the end is what lies behind. */
        GzipStream(byte[] body) throws IOException {
            super(new ByteArrayInputStream(body), body.length);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (depth > MOST_EMPTY_MEMBERS) {
                throw new UndecodableException("gzip with more than " + MOST_EMPTY_MEMBERS + " empty members in a row");
            }
            depth++;
            try {
                return super.read(into, offset, length);
            } finally {
                depth--;
            }
        }

        /** How many bytes follow the last member, once the stream has been read to its end. */
        int bytesBehind() {
            return inf.getRemaining() - TRAILER_BYTES;
        }
    }
}
