package io.anivia.source.format;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anivia.source.format.OtlpMessage.FieldType;
import io.anivia.source.format.OtlpMessage.OtlpField;
import io.anivia.source.format.OtlpMessage.Presence;
import io.anivia.source.format.OtlpMessage.WireType;

/**
 * Writes one OTLP request in <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf</a> as JSON, without
 * making objects of it.
 *
 * <p>A message's fields may come in any order, and a repeated field's values in several places, while JSON wants them
 * together. So a message is first gone through for where its fields lie, one entry for each value, and then written
 * from the entries: time and memory are linear in its length. For one use.
 */
final class OtlpProtobuf {

    /** How deep lists and objects may be nested in a value. */
    static final int MAX_DEPTH = 100;

    private static final int NONE = -1;
    private static final int MAX_VARINT_BYTES = 10;
    /** 256 MB, which only a message takes that holds little but empty values: an entry has 12 bytes. */
    private static final int MAX_ENTRIES = 1 << 26;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final byte[] in;
    private final JsonGenerator out;

    /**
     * A stack of, for each message that is being written, the first and the last entry of each of its fields, then the
     * entries: where a value begins, where it ends, and the field's next entry.
     */
    private int[] entries = new int[256];
    private int top;
    /** Whether the message that was scanned last has a field that is not in its table. */
    private boolean hasUnknown;
    /** Where the next byte is read. */
    private int at;

    OtlpProtobuf(byte[] in, JsonGenerator out) {
        this.in = in;
        this.out = out;
    }

    /** @throws UndecodableException if the bytes are not such a message, or values are nested too deep */
    void write(OtlpMessage request) throws IOException {
        writeMessage(request, push(0, in.length), false);
    }

    /**
     * @param first    the message's entry
     * @param isMerged whether the entries that follow it are parts of the same message, which Protobuf allows of one
     *                 that is not repeated
     */
    private void writeMessage(OtlpMessage message, int first, boolean isMerged) throws IOException {
        int before = top;
        int heads = scan(message, first, isMerged);
        // Of this message, before those within it are scanned; perhaps records by a number of another version.
        boolean isComplete = !hasUnknown;
        out.writeStartObject();
        for (int index = 0; index < message.size(); index++) {
            int entry = entries[heads + 2 * index];
            OtlpField field = message.field(index);
            if (entry != NONE) {
                writeField(field, entry);
            } else if (field == message.leading() && isComplete) {
                out.writeFieldName(field.name());
                out.writeStartArray();
                out.writeEndArray();
            }
        }
        out.writeEndObject();
        top = before;
    }

    private void writeField(OtlpField field, int first) throws IOException {
        if (field.type() == FieldType.ATTRIBUTES) {
            out.writeFieldName(field.name());
            writeAttributes(first, 0);
        } else if (field.isRepeated()) {
            out.writeFieldName(field.name());
            out.writeStartArray();
            for (int entry = first; entry != NONE; entry = entries[entry + 2]) {
                writeRepeated(field, entry);
            }
            out.writeEndArray();
        } else if (field.type() == FieldType.MESSAGE) {
            out.writeFieldName(field.name());
            writeMessage(field.itsMessage(), first, true);
        } else if (field.type() == FieldType.ANY) {
            out.writeFieldName(field.name());
            writeAny(first, true, 0);
        } else if (field.type().wireType() == WireType.LENGTH) {
            int from = entries[first];
            int to = entries[first + 1];
            if (from < to || !field.isImplicit()) {
                out.writeFieldName(field.name());
                writeBytes(field.type(), from, to);
            }
        } else {
            at = entries[first];
            long value = readScalar(field.type(), entries[first + 1]);
            if (value != 0 || !field.isImplicit()) {
                out.writeFieldName(field.name());
                writeScalar(field.type(), value);
            }
        }
    }

    /** One value, or several scalars that are packed. */
    private void writeRepeated(OtlpField field, int entry) throws IOException {
        int from = entries[entry];
        int to = entries[entry + 1];
        if (field.type() == FieldType.MESSAGE) {
            writeMessage(field.itsMessage(), entry, false);
        } else if (field.type().wireType() == WireType.LENGTH) {
            writeBytes(field.type(), from, to);
        } else {
            at = from;
            while (at < to) {
                writeScalar(field.type(), readScalar(field.type(), to));
            }
        }
    }

    private void writeAttributes(int first, int depth) throws IOException {
        out.writeStartObject();
        for (int entry = first; entry != NONE; entry = entries[entry + 2]) {
            int before = top;
            int heads = scan(OtlpMessage.KEY_VALUE, entry, false);
            int key = entries[heads];
            int value = entries[heads + 2];
            out.writeFieldName(key == NONE ? "" : text(entries[key], entries[key + 1]));
            if (value == NONE) {
                out.writeNull();
            } else {
                writeAny(value, true, depth);
            }
            top = before;
        }
        out.writeEndObject();
    }

    private void writeAny(int first, boolean isMerged, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new UndecodableException("OTLP value nested deeper than " + MAX_DEPTH);
        }
        int before = top;
        int heads = scan(OtlpMessage.ANY_VALUE, first, isMerged);
        int index = 0;
        while (index < OtlpMessage.ANY_VALUE.size() && entries[heads + 2 * index] == NONE) {
            index++;
        }
        if (index == OtlpMessage.ANY_VALUE.size()) {
            out.writeNull();
        } else {
            writeOneOfAny(OtlpMessage.ANY_VALUE.field(index), entries[heads + 2 * index], depth);
        }
        top = before;
    }

    private void writeOneOfAny(OtlpField field, int entry, int depth) throws IOException {
        if (field.message() == OtlpMessage.ARRAY) {
            int heads = scan(OtlpMessage.ARRAY, entry, true);
            out.writeStartArray();
            for (int member = entries[heads]; member != NONE; member = entries[member + 2]) {
                writeAny(member, false, depth + 1);
            }
            out.writeEndArray();
        } else if (field.message() == OtlpMessage.KEY_VALUES) {
            int heads = scan(OtlpMessage.KEY_VALUES, entry, true);
            writeAttributes(entries[heads], depth + 1);
        } else if (field.type().wireType() == WireType.LENGTH) {
            writeBytes(field.type(), entries[entry], entries[entry + 1]);
        } else {
            at = entries[entry];
            writeScalar(field.type(), readScalar(field.type(), entries[entry + 1]));
        }
    }

    /** Notes where a message's fields lie; returns where their first entries are noted, two numbers for each field. */
    private int scan(OtlpMessage message, int first, boolean isMerged) throws UndecodableException {
        int heads = top;
        int size = 2 * message.size();
        requireRoom(size);
        Arrays.fill(entries, heads, heads + size, NONE);
        top += size;
        hasUnknown = false;
        int part = first;
        do {
            scan(message, heads, entries[part], entries[part + 1]);
            part = isMerged ? entries[part + 2] : NONE;
        } while (part != NONE);
        return heads;
    }

    private void scan(OtlpMessage message, int heads, int from, int to) throws UndecodableException {
        at = from;
        while (at < to) {
            long tag = readVarint(to);
            int number = (int) (tag >>> 3);
            if (number == 0 || tag >>> 32 != 0) {
                throw damaged();
            }
            int wireType = (int) tag & 7;
            int end = endOfValue(wireType, to);
            OtlpField field = message.byNumber(number);
            if (field != null) {
                note(message, field, wireType, heads, end);
            } else {
                hasUnknown = true;
            }
            at = end;
        }
    }

    /** Leaves {@link #at} at the value's first byte. */
    private int endOfValue(int wireType, int to) throws UndecodableException {
        long length;
        if (wireType == WireType.LENGTH.number()) {
            length = readVarint(to);
        } else if (wireType == WireType.VARINT.number()) {
            int start = at;
            readVarint(to);
            length = (long) at - start;
            at = start;
        } else if (wireType == WireType.BITS64.number()) {
            length = Long.BYTES;
        } else if (wireType == WireType.BITS32.number()) {
            length = Integer.BYTES;
        } else {
            throw damaged();
        }
        if (length < 0 || length > to - at) {
            throw cutShort();
        }
        return at + (int) length;
    }

    /** Notes a value that lies between {@link #at} and its end. */
    private void note(OtlpMessage message, OtlpField field, int wireType, int heads, int end)
            throws UndecodableException {
        WireType expected = field.type().wireType();
        boolean isPacked = field.isRepeated() && expected != WireType.LENGTH && wireType == WireType.LENGTH.number();
        if (wireType != expected.number() && !isPacked) {
            throw damaged();
        }
        if (isPacked && at == end) {
            return;
        }
        if (field.presence() == Presence.ONE_OF) {
            forgetOthers(message, field, heads);
        }
        int head = heads + 2 * field.index();
        int last = entries[head + 1];
        boolean isChain = field.isRepeated() || field.type() == FieldType.MESSAGE || field.type() == FieldType.ANY;
        if (last != NONE && !isChain) {
            // The last of several counts.
            entries[last] = at;
            entries[last + 1] = end;
            return;
        }
        int entry = push(at, end);
        entries[last == NONE ? head : last + 2] = entry;
        entries[head + 1] = entry;
    }

    private void forgetOthers(OtlpMessage message, OtlpField field, int heads) {
        for (int index = 0; index < message.size(); index++) {
            if (index != field.index() && message.field(index).presence() == Presence.ONE_OF) {
                entries[heads + 2 * index] = NONE;
                entries[heads + 2 * index + 1] = NONE;
            }
        }
    }

    private int push(int from, int to) throws UndecodableException {
        requireRoom(3);
        int entry = top;
        entries[entry] = from;
        entries[entry + 1] = to;
        entries[entry + 2] = NONE;
        top += 3;
        return entry;
    }

    private void requireRoom(int size) throws UndecodableException {
        if (size > entries.length - top) {
            if (entries.length > MAX_ENTRIES / 2) {
                throw new UndecodableException("OTLP message of too many values");
            }
            entries = Arrays.copyOf(entries, 2 * entries.length);
        }
    }

    /** As the sixty-four bits that hold it, whatever its type. */
    private long readScalar(FieldType type, int to) throws UndecodableException {
        switch (type.wireType()) {
            case VARINT -> {
                long value = readVarint(to);
                return switch (type) {
                    case INT32 -> (int) value;
                    case UINT32 -> value & 0xffffffffL;
                    case SINT32 -> (int) value >>> 1 ^ -((int) value & 1);
                    case BOOL -> value == 0 ? 0 : 1;
                    default -> value;
                };
            }
            case BITS32 -> {
                return readBytes(Integer.BYTES, to);
            }
            default -> {
                return readBytes(Long.BYTES, to);
            }
        }
    }

    private void writeScalar(FieldType type, long value) throws IOException {
        switch (type) {
            case BOOL -> out.writeBoolean(value != 0);
            case DOUBLE -> out.writeNumber(Double.longBitsToDouble(value));
            case NANOS -> out.writeString(Long.toUnsignedString(value));
            case UINT64, FIXED64 -> {
                if (value >= 0) {
                    out.writeNumber(value);
                } else {
                    out.writeNumber(new BigInteger(Long.toUnsignedString(value)));
                }
            }
            default -> out.writeNumber(value);
        }
    }

    private void writeBytes(FieldType type, int from, int to) throws IOException {
        switch (type) {
            case ID -> {
                char[] hex = new char[2 * (to - from)];
                for (int index = 0; index < to - from; index++) {
                    hex[2 * index] = HEX[in[from + index] >> 4 & 0xf];
                    hex[2 * index + 1] = HEX[in[from + index] & 0xf];
                }
                out.writeString(hex, 0, hex.length);
            }
            case BYTES -> out.writeBinary(in, from, to - from);
            default -> {
                if (isAscii(from, to)) {
                    out.writeUTF8String(in, from, to - from);
                } else {
                    // What is not UTF-8 is replaced here; otherwise it would make the whole text unreadable.
                    out.writeString(text(from, to));
                }
            }
        }
    }

    private String text(int from, int to) {
        return new String(in, from, to - from, StandardCharsets.UTF_8);
    }

    private boolean isAscii(int from, int to) {
        for (int index = from; index < to; index++) {
            if (in[index] < 0) {
                return false;
            }
        }
        return true;
    }

    private long readVarint(int to) throws UndecodableException {
        long value = 0;
        for (int index = 0; index < MAX_VARINT_BYTES; index++) {
            if (at >= to) {
                throw cutShort();
            }
            byte next = in[at++];
            value |= (long) (next & 0x7f) << 7 * index;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged();
    }

    private long readBytes(int count, int to) throws UndecodableException {
        if (count > to - at) {
            throw cutShort();
        }
        long value = 0;
        for (int index = count - 1; index >= 0; index--) {
            value = value << 8 | in[at + index] & 0xff;
        }
        at += count;
        return value;
    }

    private static UndecodableException cutShort() {
        return new UndecodableException("OTLP in Protobuf is cut short");
    }

    private static UndecodableException damaged() {
        return new UndecodableException("not OTLP in Protobuf, or damaged");
    }
}
