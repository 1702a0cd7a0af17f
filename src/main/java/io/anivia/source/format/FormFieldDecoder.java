package io.anivia.source.format;

import java.util.List;

import io.anivia.source.format.FormBody.FormField;
import org.jspecify.annotations.Nullable;

/**
 * {@code form:<field>}: the value of one field takes the place of the body. If there are several of that name it is the
 * first.
 */
record FormFieldDecoder(String field) implements Decoder {

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        byte[] value = value(FormBody.fields(body, input));
        if (value == null) {
            return body;
        }
        if (value.length > input.maxBytes()) {
            throw UndecodableException.tooLarge(input.maxBytes());
        }
        return value;
    }

    private byte @Nullable [] value(@Nullable List<FormField> fields) {
        if (fields != null) {
            for (FormField candidate : fields) {
                if (candidate.name().equals(field)) {
                    return candidate.value();
                }
            }
        }
        return null;
    }
}
