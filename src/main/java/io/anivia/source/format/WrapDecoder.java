package io.anivia.source.format;

import java.io.IOException;

/**
 * {@code wrap:<member>}: each JSON value becomes that member of an object of its own; a body that is not JSON becomes
 * it as a string.
 */
record WrapDecoder(String member) implements Decoder {

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        if (FormBody.isBlank(body)) {
            return body;
        }
        BoundedBuffer out = new BoundedBuffer(Math.min(body.length, input.maxBytes()), input.maxBytes());
        try (RawJson json = new RawJson(body, 0, body.length)) {
            while (json.next() != null) {
                RawObject object = new RawObject(out);
                object.member(member, json.slice());
                object.end();
                out.write('\n');
            }
        } catch (UndecodableException e) {
            throw e;
        } catch (IOException e) {
            return wrappedText(body, input.maxBytes());
        }
        return out.toByteArray();
    }

    private byte[] wrappedText(byte[] body, int maxBytes) throws UndecodableException {
        BoundedBuffer out = new BoundedBuffer(Math.min(body.length, maxBytes), maxBytes);
        RawObject object = new RawObject(out);
        RawObject.writeString(object.member(member), body, 0, body.length);
        object.end();
        return out.toByteArray();
    }
}
