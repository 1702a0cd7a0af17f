package io.anivia.source.format;

import java.io.IOException;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.SerializedString;
import io.anivia.contract.EventJson;

/**
 * {@code otlp}: requests of the <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OpenTelemetry protocol
 * over HTTP</a>, in Protobuf or in JSON, to one and the same JSON. It has the names that OTLP has in JSON, but:
 *
 * <ul>
 * <li>attributes, a list of keys and values, are an object;
 * <li>a value of any type is what it holds: {@code {"intValue":"5"}} is 5; bytes are Base64;
 * <li>integers of 64 bits are numbers, but times stay strings of digits;
 * <li>what has its default value is left out, as in Protobuf, which does not tell 0 from none: a time of 0 is none;
 * <li>but an empty list of records, or of what leads to them, is written, so that an export without any is told from one
 * that has its records where another version of the protocol has them.
 * </ul>
 */
final class OtlpDecoder implements Decoder {

    @Override
    public ServiceFormat serviceFormat() {
        return ServiceFormat.OTLP;
    }

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        if (body.length == 0) {
            return body;
        }
        BoundedBuffer out = new BoundedBuffer(2 * Math.min(body.length, input.maxBytes() / 2), input.maxBytes());
        try (JsonGenerator json = EventJson.generator(out)) {
            json.setRootValueSeparator(new SerializedString("\n"));
            if (isProtobuf(body, input)) {
                new OtlpProtobuf(body, json).write(request(input.path()));
            } else if (!transcribe(body, json)) {
                return body;
            }
        } catch (UndecodableException e) {
            throw e;
        } catch (StreamConstraintsException e) {
            throw new UndecodableException("OTLP in JSON beyond what is read: " + e.getOriginalMessage(), e);
        } catch (JsonParseException e) {
            throw new UndecodableException("OTLP in JSON, but not JSON: error at byte "
                    + e.getLocation().getByteOffset(), e);
        } catch (IOException e) {
            throw new UndecodableException("OTLP cannot be read", e);
        }
        return out.toByteArray();
    }

    private static boolean transcribe(byte[] body, JsonGenerator json) throws IOException {
        try (JsonParser parser = RawJson.parser(body)) {
            return new OtlpJson(parser, json).write();
        }
    }

    /**
     * By the content type if it says, else by the bytes. A request in Protobuf begins with a line feed, which is the
     * number and type of its only field; it is read even if it is said to be JSON.
     */
    private static boolean isProtobuf(byte[] body, Input input) {
        String type = input.contentType() == null ? "" : input.contentType().toLowerCase(Locale.ROOT);
        if (type.contains("protobuf")) {
            return true;
        }
        int at = 0;
        while (at < body.length && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
            at++;
        }
        boolean mayBeJson = at < body.length && body[at] == '{';
        return type.contains("json") ? body[0] == '\n' && !mayBeJson : body[0] == '\n' || !mayBeJson;
    }

    private static OtlpMessage request(String path) throws UndecodableException {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return switch (trimmed.substring(trimmed.lastIndexOf('/') + 1)) {
            case "logs" -> OtlpMessage.LOGS;
            case "traces" -> OtlpMessage.TRACES;
            case "metrics" -> OtlpMessage.METRICS;
            default -> throw new UndecodableException(
                    "OTLP in Protobuf, on a path that ends neither in logs nor in traces nor in metrics");
        };
    }
}
