package io.anivia.source.format;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

import com.fasterxml.jackson.core.JsonToken;
import io.anivia.source.format.RawJson.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * {@code envelope}: <a href="https://develop.sentry.dev/sdk/data-model/envelopes/">Sentry's envelopes</a>. The first
 * line is the envelope's header; then each item has a line with its header, and its payload, which has the length that
 * the header says, or else ends with its line.
 *
 * <p>Each item becomes one object: its payload, if that is a JSON object, else {@code {"data": <Base64>}}; in both
 * cases with a member {@code envelope} that has the two headers.
 */
final class EnvelopeDecoder implements Decoder {

    /** The header of an item. */
    private record ItemHeader(JsonSlice json, int length) {

        /** Of a header that does not say how long the payload is. */
        static final int TO_END_OF_LINE = -1;
    }

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        int headerEnd = LinesDecoder.endOfLine(body, 0);
        int at = skipLineFeeds(body, headerEnd);
        if (at == body.length) {
            return body;
        }
        JsonSlice header = RawJson.only(body, 0, headerEnd);
        if (header == null || !header.isObject()) {
            return body;
        }
        ItemHeader first = itemHeader(body, at, LinesDecoder.endOfLine(body, at));
        if (first == null) {
            return body;
        }
        BoundedBuffer out = new BoundedBuffer(Math.min(body.length, input.maxBytes()), input.maxBytes());
        while (at < body.length) {
            int itemHeaderEnd = LinesDecoder.endOfLine(body, at);
            ItemHeader itemHeader = itemHeader(body, at, itemHeaderEnd);
            if (itemHeader == null) {
                throw new UndecodableException("envelope with an item whose header is not one");
            }
            int from = Math.min(itemHeaderEnd + 1, body.length);
            int to = itemHeader.length() == ItemHeader.TO_END_OF_LINE ? LinesDecoder.endOfLine(body, from)
                    : from + itemHeader.length();
            if (to < from || to > body.length) {
                throw new UndecodableException("envelope is cut short");
            }
            if (to < body.length && body[to] != '\n' && body[to] != '\r') {
                throw new UndecodableException("envelope with an item that is longer than its header says");
            }
            writeItem(body, from, to, header, itemHeader.json(), out);
            at = skipLineFeeds(body, to);
        }
        return out.toByteArray();
    }

    private static void writeItem(byte[] body, int from, int to, JsonSlice header, JsonSlice itemHeader,
            BoundedBuffer out) throws UndecodableException {
        JsonSlice payload = RawJson.only(body, from, to);
        RawObject event = new RawObject(out);
        if (payload != null && payload.isObject()) {
            event.members(payload);
        } else {
            event.member("data", Base64.getEncoder().encodeToString(Arrays.copyOfRange(body, from, to)));
        }
        RawObject envelope = new RawObject(event.member("envelope"));
        envelope.member("header", header);
        envelope.member("item", itemHeader);
        envelope.end();
        event.end();
        out.write('\n');
    }

    private static int skipLineFeeds(byte[] body, int from) {
        int at = from;
        while (at < body.length && (body[at] == '\n' || body[at] == '\r')) {
            at++;
        }
        return at;
    }

    /** {@code null} if that is not the header of an item, which has a type. */
    private static @Nullable ItemHeader itemHeader(byte[] body, int from, int to) {
        JsonSlice whole = RawJson.only(body, from, to);
        if (whole == null || !whole.isObject()) {
            return null;
        }
        boolean hasType = false;
        int length = ItemHeader.TO_END_OF_LINE;
        try (RawJson json = new RawJson(whole)) {
            json.next();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                JsonToken value = json.next();
                hasType |= name.equals("type") && value == JsonToken.VALUE_STRING;
                if (name.equals("length") && value == JsonToken.VALUE_NUMBER_INT) {
                    length = Integer.parseInt(json.string());
                }
                json.slice();
            }
        } catch (IOException | NumberFormatException e) {
            return null;
        }
        return hasType && length >= ItemHeader.TO_END_OF_LINE ? new ItemHeader(whole, length) : null;
    }
}
