package io.anivia.source.format;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.anivia.contract.EventJson;
import io.anivia.source.format.OtlpMessage.FieldType;
import io.anivia.source.format.OtlpMessage.OtlpField;
import org.jspecify.annotations.Nullable;

/**
 * Writes OTLP requests that are <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">JSON</a> the
 * way {@link OtlpProtobuf} writes those in Protobuf: token by token, with one exception. For one use.
 */
final class OtlpJson {

    /** Of a value that stands before its key, and so has to be kept until the key is known; as an event may have. */
    private static final int MAX_KEPT_VALUES = 50_000;
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,20}");
    /** So many characters always fit into a {@code long}. */
    private static final int LONG_DIGITS = 18;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

    private final JsonParser in;
    private final JsonGenerator out;

    OtlpJson(JsonParser in, JsonGenerator out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Writes all requests that there are.
     *
     * @return whether there was one; if not, what has been written is of no use
     * @throws UndecodableException if something is of another type than it is in OTLP
     */
    boolean write() throws IOException {
        boolean isOtlp = false;
        while (in.nextToken() != null) {
            require(in.currentToken() == JsonToken.START_OBJECT, "a request");
            out.writeStartObject();
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                OtlpField field = request(name);
                if (field == null) {
                    in.skipChildren();
                } else {
                    isOtlp = true;
                    writeField(field);
                }
            }
            out.writeEndObject();
        }
        return isOtlp;
    }

    private static @Nullable OtlpField request(String name) {
        OtlpField logs = OtlpMessage.LOGS.byName(name);
        OtlpField traces = OtlpMessage.TRACES.byName(name);
        return logs != null ? logs : traces != null ? traces : OtlpMessage.METRICS.byName(name);
    }

    /** Leaves the parser at the object's end. */
    private void writeMessage(OtlpMessage message, String name) throws IOException {
        require(in.currentToken() == JsonToken.START_OBJECT, name);
        out.writeStartObject();
        OtlpField leading = message.leading();
        boolean isComplete = leading != null;
        for (String member = in.nextFieldName(); member != null; member = in.nextFieldName()) {
            JsonToken token = in.nextToken();
            OtlpField field = message.byName(member);
            if (field == null) {
                // Perhaps records by a name of another version.
                isComplete = false;
                in.skipChildren();
            } else if (field == leading && token != JsonToken.VALUE_NULL) {
                isComplete &= !writeRepeated(field);
            } else {
                writeField(field);
            }
        }
        if (leading != null && isComplete) {
            writeNone(leading);
        }
        out.writeEndObject();
    }

    private void writeNone(OtlpField field) throws IOException {
        out.writeFieldName(field.name());
        out.writeStartArray();
        out.writeEndArray();
    }

    private void writeField(OtlpField field) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (field.isRepeated()) {
            writeRepeated(field);
        } else if (field.type() == FieldType.MESSAGE) {
            out.writeFieldName(field.name());
            writeMessage(field.itsMessage(), field.name().getValue());
        } else if (field.type() == FieldType.ANY) {
            out.writeFieldName(field.name());
            writeAny(field.name().getValue(), 0);
        } else {
            writeScalar(field);
        }
    }

    /** Returns whether there was anything to write. */
    private boolean writeRepeated(OtlpField field) throws IOException {
        require(in.currentToken() == JsonToken.START_ARRAY, field.name().getValue());
        if (in.nextToken() == JsonToken.END_ARRAY) {
            return false;
        }
        out.writeFieldName(field.name());
        if (field.type() == FieldType.ATTRIBUTES) {
            writeAttributes(0);
            return true;
        }
        out.writeStartArray();
        while (in.currentToken() != JsonToken.END_ARRAY) {
            if (field.type() == FieldType.MESSAGE) {
                writeMessage(field.itsMessage(), field.name().getValue());
            } else {
                writeValue(field.type(), field.name().getValue());
            }
            in.nextToken();
        }
        out.writeEndArray();
        return true;
    }

    /** Begins at the first member of the array, or at its end. */
    private void writeAttributes(int depth) throws IOException {
        out.writeStartObject();
        while (in.currentToken() != JsonToken.END_ARRAY) {
            writeAttribute(depth);
            in.nextToken();
        }
        out.writeEndObject();
    }

    private void writeAttribute(int depth) throws IOException {
        require(in.currentToken() == JsonToken.START_OBJECT, "an attribute");
        String key = null;
        Object kept = null;
        boolean isWritten = false;
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            JsonToken token = in.nextToken();
            if (name.equals("key")) {
                require(token == JsonToken.VALUE_STRING, "an attribute's key");
                key = in.getText();
            } else if (name.equals("value") && token != JsonToken.VALUE_NULL && !isWritten) {
                if (key == null) {
                    kept = OtlpValues.unwrap(EventJson.readValue(new CountingParser(in, MAX_KEPT_VALUES)));
                } else {
                    out.writeFieldName(key);
                    writeAny("an attribute's value", depth);
                    isWritten = true;
                }
            } else {
                in.skipChildren();
            }
        }
        if (!isWritten) {
            out.writeFieldName(key == null ? "" : key);
            out.writePOJO(kept);
        }
    }

    private void writeAny(String name, int depth) throws IOException {
        if (depth > OtlpProtobuf.MAX_DEPTH) {
            throw new UndecodableException("OTLP value nested deeper than " + OtlpProtobuf.MAX_DEPTH);
        }
        require(in.currentToken() == JsonToken.START_OBJECT, name);
        boolean isWritten = false;
        for (String member = in.nextFieldName(); member != null; member = in.nextFieldName()) {
            JsonToken token = in.nextToken();
            OtlpField field = OtlpMessage.ANY_VALUE.byName(member);
            if (field == null || isWritten || token == JsonToken.VALUE_NULL) {
                in.skipChildren();
            } else {
                isWritten = true;
                writeOneOfAny(field, depth);
            }
        }
        if (!isWritten) {
            out.writeNull();
        }
    }

    private void writeOneOfAny(OtlpField field, int depth) throws IOException {
        if (field.type() != FieldType.MESSAGE) {
            writeValue(field.type(), field.name().getValue());
            return;
        }
        require(in.currentToken() == JsonToken.START_OBJECT, field.name().getValue());
        boolean isArray = field.message() == OtlpMessage.ARRAY;
        boolean isWritten = false;
        for (String member = in.nextFieldName(); member != null; member = in.nextFieldName()) {
            JsonToken token = in.nextToken();
            if (!member.equals("values") || isWritten || token == JsonToken.VALUE_NULL) {
                in.skipChildren();
                continue;
            }
            require(token == JsonToken.START_ARRAY, "values");
            isWritten = true;
            in.nextToken();
            if (isArray) {
                writeArray(depth + 1);
            } else {
                writeAttributes(depth + 1);
            }
        }
        if (!isWritten) {
            writeEmpty(isArray);
        }
    }

    private void writeArray(int depth) throws IOException {
        out.writeStartArray();
        while (in.currentToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                out.writeNull();
            } else {
                writeAny("values", depth);
            }
            in.nextToken();
        }
        out.writeEndArray();
    }

    private void writeEmpty(boolean isArray) throws IOException {
        if (isArray) {
            out.writeStartArray();
            out.writeEndArray();
        } else {
            out.writeStartObject();
            out.writeEndObject();
        }
    }

    private void writeScalar(OtlpField field) throws IOException {
        if (field.isImplicit() && isDefault(field.type())) {
            return;
        }
        out.writeFieldName(field.name());
        writeValue(field.type(), field.name().getValue());
    }

    private boolean isDefault(FieldType type) throws IOException {
        boolean isText = type == FieldType.STRING || type == FieldType.ID;
        return switch (in.currentToken()) {
            case VALUE_FALSE -> true;
            case VALUE_STRING -> in.getTextLength() == 0 || !isText && isZero();
            case VALUE_NUMBER_INT -> isZero();
            // Not -0.0, which Protobuf has, too.
            case VALUE_NUMBER_FLOAT -> Double.doubleToRawLongBits(in.getDoubleValue()) == 0;
            default -> false;
        };
    }

    private boolean isZero() throws IOException {
        return in.getTextLength() == 1 && in.getTextCharacters()[in.getTextOffset()] == '0';
    }

    private void writeValue(FieldType type, String name) throws IOException {
        JsonToken token = in.currentToken();
        boolean isString = token == JsonToken.VALUE_STRING;
        boolean isInteger = token == JsonToken.VALUE_NUMBER_INT;
        switch (type) {
            case STRING, BYTES -> {
                require(isString, name);
                out.writeString(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
            }
            case ID -> {
                require(isString, name);
                // Some libraries send Base64, whose letters must stay as they are.
                String id = in.getText();
                out.writeString(HEX.matcher(id).matches() ? id.toLowerCase(Locale.ROOT) : id);
            }
            case BOOL -> {
                require(token.isBoolean(), name);
                out.writeBoolean(token == JsonToken.VALUE_TRUE);
            }
            case DOUBLE -> {
                require(isString || token.isNumeric(), name);
                out.writeNumber(isString ? doubleOf(in.getText(), name) : in.getDoubleValue());
            }
            case NANOS -> {
                require(isString || isInteger, name);
                out.writeString(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
            }
            default -> {
                require(isString || isInteger, name);
                writeInteger(type, name);
            }
        }
    }

    private void writeInteger(FieldType type, String name) throws IOException {
        String text = in.getText();
        boolean isInteger = INTEGER.matcher(text).matches();
        if (isInteger && text.length() <= LONG_DIGITS) {
            out.writeNumber(Long.parseLong(text));
        } else if (isInteger) {
            out.writeNumber(new BigInteger(text));
        } else {
            // An enumeration has numbers in OTLP, but names in Protobuf's own JSON.
            require(type == FieldType.INT32, name);
            out.writeString(text);
        }
    }

    private static double doubleOf(String text, String name) throws UndecodableException {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw otherType(name);
        }
    }

    /** @param name of OTLP's, nothing of the payload */
    private static void require(boolean isRight, String name) throws UndecodableException {
        if (!isRight) {
            throw otherType(name);
        }
    }

    private static UndecodableException otherType(String name) {
        return new UndecodableException("OTLP in JSON: " + name + " is of another type than in OTLP");
    }
}
