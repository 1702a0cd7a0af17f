package io.anivia.source.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonToken;
import io.anivia.source.format.RawJson.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * {@code json:<member>}: that member of an object is a string that has JSON in it, as a form's field has, and becomes
 * the object or array that it is. So the events of a payload can lie in it.
 */
record JsonMemberDecoder(String member) implements Decoder {

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        BoundedBuffer out = new BoundedBuffer(Math.min(body.length, input.maxBytes()), input.maxBytes());
        boolean isChanged = false;
        try (RawJson json = new RawJson(body, 0, body.length)) {
            while (json.next() != null) {
                JsonSlice value = json.slice();
                if (value.isObject()) {
                    isChanged |= writeObject(value, out);
                } else {
                    value.copyTo(out);
                }
                out.write('\n');
            }
        } catch (UndecodableException e) {
            throw e;
        } catch (IOException notJson) {
            return body;
        }
        return isChanged ? out.toByteArray() : body;
    }

    /** Returns whether it is written differently. */
    private boolean writeObject(JsonSlice from, BoundedBuffer out) throws IOException {
        boolean isChanged = false;
        RawObject object = new RawObject(out);
        try (RawJson json = new RawJson(from)) {
            json.next();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                boolean isText = json.next() == JsonToken.VALUE_STRING && name.equals(member);
                JsonSlice inText = isText ? container(json.string()) : null;
                JsonSlice written = json.slice();
                object.member(name, inText == null ? written : inText);
                isChanged |= inText != null;
            }
        }
        object.end();
        return isChanged;
    }

    /** The object or array that the text is; {@code null} if it is none. */
    private static @Nullable JsonSlice container(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        JsonSlice value = RawJson.only(bytes, 0, bytes.length);
        return value != null && (value.isObject() || value.first() == JsonToken.START_ARRAY) ? value : null;
    }
}
