package io.anivia.elmer.spool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A payload as the spool stores it: all that makes up the message to publish.
 *
 * <p>On disk: the version, content type, content encoding, number of headers, each header's name, kind and value, then
 * the body to the end. Strings are UTF-8 after their length in bytes; a length of -1 is {@code null}.
 *
 * @param headers with values that are strings, integers or booleans
 */
record SpooledPayload(Map<String, Object> headers, @Nullable String contentType, @Nullable String contentEncoding,
        byte[] body) {

    private static final int VERSION = 1;
    private static final int NONE = -1;

    /** The type of a header's value; its ordinal is written to the disk. */
    private enum HeaderKind {
        STRING, LONG, INTEGER, BOOLEAN;

        static HeaderKind of(Object value) {
            if (value instanceof String) {
                return STRING;
            } else if (value instanceof Long) {
                return LONG;
            } else if (value instanceof Integer) {
                return INTEGER;
            } else if (value instanceof Boolean) {
                return BOOLEAN;
            }
            throw new IllegalArgumentException("a spooled header cannot be a " + value.getClass().getName());
        }
    }

    static boolean isHeaderValue(@Nullable Object value) {
        return value instanceof String || value instanceof Long || value instanceof Integer || value instanceof Boolean;
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, contentType);
            write(out, contentEncoding);
            out.writeInt(headers.size());
            for (Map.Entry<String, Object> header : headers.entrySet()) {
                write(out, header.getKey());
                writeValue(out, header.getValue());
            }
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if the bytes are not from {@link #toBytes}, or of another version */
    static SpooledPayload fromBytes(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IOException("a record of version " + version + ", written by another version of Anivia");
            }
            String contentType = read(in);
            String contentEncoding = read(in);
            Map<String, Object> headers = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                headers.put(String.valueOf(read(in)), readValue(in));
            }
            return new SpooledPayload(headers, contentType, contentEncoding, in.readAllBytes());
        }
    }

    @SuppressWarnings("EnumOrdinal")
    private static void writeValue(DataOutputStream out, Object value) throws IOException {
        HeaderKind kind = HeaderKind.of(value);
        out.writeByte(kind.ordinal());
        switch (kind) {
            case STRING -> write(out, (String) value);
            case LONG -> out.writeLong((Long) value);
            case INTEGER -> out.writeInt((Integer) value);
            case BOOLEAN -> out.writeBoolean((Boolean) value);
        }
    }

    private static Object readValue(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind >= HeaderKind.values().length) {
            throw new IOException("a header of unknown kind " + kind);
        }
        return switch (HeaderKind.values()[kind]) {
            case STRING -> String.valueOf(read(in));
            case LONG -> in.readLong();
            case INTEGER -> in.readInt();
            case BOOLEAN -> in.readBoolean();
        };
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(NONE);
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        }
    }

    private static @Nullable String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == NONE) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new IOException("a text of " + length + " bytes in a record that has " + in.available() + " left");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
