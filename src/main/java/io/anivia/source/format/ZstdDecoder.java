package io.anivia.source.format;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

import io.airlift.compress.zstd.ZstdInputStream;

/**
 * {@code zstd}: <a href="https://www.rfc-editor.org/rfc/rfc8878">Zstandard</a>, recognized by its first four bytes,
 * with which no text begins. Several frames are one text.
 */
record ZstdDecoder(ContentEncoding encoding) implements Decoder {

    private static final int CHUNK_BYTES = 8192;

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        if (!isZstd(body)) {
            encoding.requireNot("zstd", input.contentEncoding());
            return body;
        }
        try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(body))) {
            BoundedBuffer text = new BoundedBuffer(CHUNK_BYTES, input.maxBytes());
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                text.write(chunk, 0, length);
            }
            return text.toByteArray();
        } catch (UndecodableException e) {
            throw e;
        } catch (EOFException e) {
            throw new UndecodableException("zstd is cut short", e);
        } catch (IOException | RuntimeException e) {
            // The decompressor has an unchecked exception for damaged input.
            throw new UndecodableException("zstd is damaged or cut short", e);
        }
    }

    private static boolean isZstd(byte[] body) {
        return body.length >= 4 && body[0] == 0x28 && body[1] == (byte) 0xb5 && body[2] == 0x2f
                && body[3] == (byte) 0xfd;
    }
}
