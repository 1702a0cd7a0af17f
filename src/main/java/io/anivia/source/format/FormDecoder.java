package io.anivia.source.format;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anivia.contract.EventJson;
import io.anivia.source.format.FormBody.FormField;

/**
 * {@code form} and {@code query}: all fields become the members of one JSON object.
 *
 * @param isQuery whether it is the query that is read, and only if there is no body
 * @param nesting which names make nested objects
 */
record FormDecoder(boolean isQuery, Set<FormNesting> nesting) implements Decoder {

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        if (isQuery && !FormBody.isBlank(body)) {
            return body;
        }
        List<FormField> fields = isQuery ? FormBody.query(input) : FormBody.fields(body, input);
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
