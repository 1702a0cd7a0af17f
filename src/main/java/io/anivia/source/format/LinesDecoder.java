package io.anivia.source.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.anivia.contract.EventJson;

/** {@code lines}: each line that is not blank becomes an object with the line in one member. */
record LinesDecoder(String member) implements Decoder {

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        return FormBody.isBlank(body) ? body : decode(body, member, "", input.maxBytes());
    }

    /** @param more JSON of further members that each object gets, with a comma before; or empty */
    static byte[] decode(byte[] body, String member, String more, int maxBytes) throws UndecodableException {
        BoundedBuffer out = new BoundedBuffer(Math.min(body.length, maxBytes), maxBytes);
        try (JsonGenerator json = EventJson.generator(out)) {
            json.setRootValueSeparator(new SerializedString("\n"));
            int from = 0;
            while (from < body.length) {
                int end = endOfLine(body, from);
                String line = new String(body, from, end - from, StandardCharsets.UTF_8);
                if (!line.isBlank()) {
                    json.writeStartObject();
                    json.writeStringField(member, line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
                    json.writeRaw(more);
                    json.writeEndObject();
                }
                from = end + 1;
            }
        } catch (UndecodableException e) {
            throw e;
        } catch (IOException e) {
            throw new UndecodableException("lines cannot be written as JSON", e);
        }
        return out.toByteArray();
    }

    /** The line feed, or the end of the text. */
    static int endOfLine(byte[] text, int from) {
        int at = from;
        while (at < text.length && text[at] != '\n') {
            at++;
        }
        return at;
    }
}
