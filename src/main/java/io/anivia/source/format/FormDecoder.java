package io.anivia.source.format;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anivia.contract.EventJson;
import io.anivia.source.format.FormBody.FormField;

/**
 * {@code form}: all fields become the members of one JSON object.
 *
 * @param nesting which names make nested objects
 */
record FormDecoder(Set<FormNesting> nesting) implements Decoder {

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        List<FormField> fields = FormBody.fields(body, input);
        if (fields == null || fields.isEmpty()) {
            return body;
        }
        BoundedBuffer out = new BoundedBuffer(2 * Math.min(body.length, input.maxBytes() / 2), input.maxBytes());
        try (JsonGenerator json = EventJson.generator(out)) {
            json.writePOJO(FormObject.of(fields, nesting));
        } catch (UndecodableException e) {
            throw e;
        } catch (IOException e) {
            throw new UndecodableException("form cannot be written as JSON", e);
        }
        return out.toByteArray();
    }
}
