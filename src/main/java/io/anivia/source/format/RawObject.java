package io.anivia.source.format;

import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.anivia.source.format.RawJson.JsonSlice;

/** Writes one JSON object, of values that are copied as they stand in a text. */
final class RawObject {

    private final BoundedBuffer out;
    private boolean hasMembers;

    /** Begins the object. */
    RawObject(BoundedBuffer out) throws UndecodableException {
        this.out = out;
        out.write('{');
    }

    /** Begins a member, whose value is to be written next. */
    BoundedBuffer member(String name) throws UndecodableException {
        separate();
        writeString(out, name);
        out.write(':');
        return out;
    }

    void member(String name, JsonSlice value) throws UndecodableException {
        value.copyTo(member(name));
    }

    void member(String name, String value) throws UndecodableException {
        writeString(member(name), value);
    }

    /** Copies all members of an object. */
    void members(JsonSlice object) throws UndecodableException {
        JsonSlice members = object.inner();
        if (members.from() < members.to()) {
            separate();
            members.copyTo(out);
        }
    }

    void end() throws UndecodableException {
        out.write('}');
    }

    private void separate() throws UndecodableException {
        if (hasMembers) {
            out.write(',');
        }
        hasMembers = true;
    }

    static void writeString(BoundedBuffer out, String text) throws UndecodableException {
        out.write('"');
        out.write(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        out.write('"');
    }

    /** What is not UTF-8 is replaced. */
    static void writeString(BoundedBuffer out, byte[] text, int from, int to) throws UndecodableException {
        writeString(out, new String(text, from, to - from, StandardCharsets.UTF_8));
    }
}
