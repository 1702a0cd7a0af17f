package io.anivia.source.format;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the <a href="https://github.com/open-telemetry/opentelemetry-proto/tree/v1.8.0">OpenTelemetry
 * protocol</a> 1.8, as far as they are read: numbers, names and types of their fields. Written here instead of generated
 * classes, which would first become objects, and need reflection in a native executable.
 */
final class OtlpMessage {

    /** What a field holds, and so how it is read in Protobuf and in JSON, and written. */
    enum Type {
        MESSAGE(WireType.LENGTH),
        /** A list of keys and values, which becomes an object. */
        ATTRIBUTES(WireType.LENGTH),
        /** A value of any type, which becomes what it holds. */
        ANY(WireType.LENGTH),
        STRING(WireType.LENGTH),
        /** Bytes in Protobuf, in JSON hexadecimal. */
        ID(WireType.LENGTH),
        BYTES(WireType.LENGTH),
        BOOL(WireType.VARINT),
        /** Of 32 bits, signed; also the enumerations, which stay numbers. */
        INT32(WireType.VARINT),
        UINT32(WireType.VARINT),
        /** Of 32 bits, signed, in zigzag encoding. */
        SINT32(WireType.VARINT),
        INT64(WireType.VARINT),
        UINT64(WireType.VARINT),
        FIXED32(WireType.BITS32),
        FIXED64(WireType.BITS64),
        SFIXED64(WireType.BITS64),
        /** Nanoseconds since 1970, written as a string: a number so large loses digits in many a JSON library. */
        NANOS(WireType.BITS64),
        DOUBLE(WireType.BITS64);

        private final WireType wireType;

        Type(WireType wireType) {
            this.wireType = wireType;
        }

        WireType wireType() {
            return wireType;
        }
    }

    /** How a field is encoded in Protobuf. */
    enum WireType {
        VARINT(0), BITS64(1), LENGTH(2), BITS32(5);

        private final int number;

        WireType(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** How often a field may be there, and what its default value means. */
    enum Presence {
        /** Once; the default value means that it is not there. */
        IMPLICIT,
        /** Once; the default value is a value. */
        EXPLICIT,
        /** Once, and only one of the message's fields of this kind; the default value is a value. */
        ONE_OF,
        REPEATED
    }

    /**
     * @param index   its place among the message's fields
     * @param message of fields that are messages
     */
    record Field(int index, int number, SerializedString name, Type type, Presence presence,
            @Nullable OtlpMessage message) {

        private Field at(int place) {
            return new Field(place, number, name, type, presence, message);
        }

        /** @throws NullPointerException if it is not a message */
        OtlpMessage itsMessage() {
            return Objects.requireNonNull(message);
        }

        boolean isRepeated() {
            return presence == Presence.REPEATED;
        }

        /** Whether a default value is left out. */
        boolean isImplicit() {
            return presence == Presence.IMPLICIT;
        }
    }

    static final OtlpMessage KEY_VALUE = new OtlpMessage(one(1, "key", Type.STRING), optional(2, "value", Type.ANY));
    /** Lists within values. */
    static final OtlpMessage ARRAY = new OtlpMessage(repeated(1, "values", Type.ANY));
    static final OtlpMessage KEY_VALUES = new OtlpMessage(repeated(1, "values", Type.ATTRIBUTES));
    /** What an {@link Type#ANY} is on the wire. */
    static final OtlpMessage ANY_VALUE = new OtlpMessage(oneOf(1, "stringValue", Type.STRING),
            oneOf(2, "boolValue", Type.BOOL), oneOf(3, "intValue", Type.INT64), oneOf(4, "doubleValue", Type.DOUBLE),
            oneOf(5, "arrayValue", ARRAY), oneOf(6, "kvlistValue", KEY_VALUES), oneOf(7, "bytesValue", Type.BYTES));

    private static final OtlpMessage ENTITY_REF = new OtlpMessage(one(1, "schemaUrl", Type.STRING),
            one(2, "type", Type.STRING), repeated(3, "idKeys", Type.STRING),
            repeated(4, "descriptionKeys", Type.STRING));
    private static final OtlpMessage RESOURCE = new OtlpMessage(attributes(1, "attributes"),
            one(2, "droppedAttributesCount", Type.UINT32), repeated(3, "entityRefs", ENTITY_REF));
    private static final OtlpMessage SCOPE = new OtlpMessage(one(1, "name", Type.STRING),
            one(2, "version", Type.STRING), attributes(3, "attributes"),
            one(4, "droppedAttributesCount", Type.UINT32));

    private static final OtlpMessage LOG_RECORD = new OtlpMessage(one(1, "timeUnixNano", Type.NANOS),
            one(11, "observedTimeUnixNano", Type.NANOS), one(2, "severityNumber", Type.INT32),
            one(3, "severityText", Type.STRING), one(12, "eventName", Type.STRING), optional(5, "body", Type.ANY),
            attributes(6, "attributes"), one(7, "droppedAttributesCount", Type.UINT32),
            one(8, "flags", Type.FIXED32), one(9, "traceId", Type.ID), one(10, "spanId", Type.ID));

    private static final OtlpMessage SPAN_EVENT = new OtlpMessage(one(1, "timeUnixNano", Type.NANOS),
            one(2, "name", Type.STRING), attributes(3, "attributes"),
            one(4, "droppedAttributesCount", Type.UINT32));
    private static final OtlpMessage SPAN_LINK = new OtlpMessage(one(1, "traceId", Type.ID),
            one(2, "spanId", Type.ID), one(3, "traceState", Type.STRING), attributes(4, "attributes"),
            one(5, "droppedAttributesCount", Type.UINT32), one(6, "flags", Type.FIXED32));
    private static final OtlpMessage STATUS = new OtlpMessage(one(2, "message", Type.STRING),
            one(3, "code", Type.INT32));
    private static final OtlpMessage SPAN = new OtlpMessage(one(1, "traceId", Type.ID), one(2, "spanId", Type.ID),
            one(3, "traceState", Type.STRING), one(4, "parentSpanId", Type.ID), one(16, "flags", Type.FIXED32),
            one(5, "name", Type.STRING), one(6, "kind", Type.INT32), one(7, "startTimeUnixNano", Type.NANOS),
            one(8, "endTimeUnixNano", Type.NANOS), attributes(9, "attributes"),
            one(10, "droppedAttributesCount", Type.UINT32), repeated(11, "events", SPAN_EVENT),
            one(12, "droppedEventsCount", Type.UINT32), repeated(13, "links", SPAN_LINK),
            one(14, "droppedLinksCount", Type.UINT32), optional(15, "status", STATUS));

    private static final OtlpMessage EXEMPLAR = new OtlpMessage(attributes(7, "filteredAttributes"),
            one(2, "timeUnixNano", Type.NANOS), oneOf(3, "asDouble", Type.DOUBLE), oneOf(6, "asInt", Type.SFIXED64),
            one(4, "spanId", Type.ID), one(5, "traceId", Type.ID));
    private static final OtlpMessage NUMBER_POINT = new OtlpMessage(attributes(7, "attributes"),
            one(2, "startTimeUnixNano", Type.NANOS), one(3, "timeUnixNano", Type.NANOS),
            oneOf(4, "asDouble", Type.DOUBLE), oneOf(6, "asInt", Type.SFIXED64), repeated(5, "exemplars", EXEMPLAR),
            one(8, "flags", Type.UINT32));
    private static final OtlpMessage HISTOGRAM_POINT = new OtlpMessage(attributes(9, "attributes"),
            one(2, "startTimeUnixNano", Type.NANOS), one(3, "timeUnixNano", Type.NANOS), one(4, "count", Type.FIXED64),
            optional(5, "sum", Type.DOUBLE), repeated(6, "bucketCounts", Type.FIXED64),
            repeated(7, "explicitBounds", Type.DOUBLE), repeated(8, "exemplars", EXEMPLAR),
            one(10, "flags", Type.UINT32), optional(11, "min", Type.DOUBLE), optional(12, "max", Type.DOUBLE));
    private static final OtlpMessage BUCKETS = new OtlpMessage(one(1, "offset", Type.SINT32),
            repeated(2, "bucketCounts", Type.UINT64));
    private static final OtlpMessage EXPONENTIAL_POINT = new OtlpMessage(attributes(1, "attributes"),
            one(2, "startTimeUnixNano", Type.NANOS), one(3, "timeUnixNano", Type.NANOS), one(4, "count", Type.FIXED64),
            optional(5, "sum", Type.DOUBLE), one(6, "scale", Type.SINT32), one(7, "zeroCount", Type.FIXED64),
            optional(8, "positive", BUCKETS), optional(9, "negative", BUCKETS), one(10, "flags", Type.UINT32),
            repeated(11, "exemplars", EXEMPLAR), optional(12, "min", Type.DOUBLE), optional(13, "max", Type.DOUBLE),
            one(14, "zeroThreshold", Type.DOUBLE));
    private static final OtlpMessage QUANTILE = new OtlpMessage(one(1, "quantile", Type.DOUBLE),
            one(2, "value", Type.DOUBLE));
    private static final OtlpMessage SUMMARY_POINT = new OtlpMessage(attributes(7, "attributes"),
            one(2, "startTimeUnixNano", Type.NANOS), one(3, "timeUnixNano", Type.NANOS), one(4, "count", Type.FIXED64),
            one(5, "sum", Type.DOUBLE), repeated(6, "quantileValues", QUANTILE), one(8, "flags", Type.UINT32));
    private static final OtlpMessage METRIC = new OtlpMessage(one(1, "name", Type.STRING),
            one(2, "description", Type.STRING), one(3, "unit", Type.STRING),
            oneOf(5, "gauge", new OtlpMessage(repeated(1, "dataPoints", NUMBER_POINT))),
            oneOf(7, "sum", new OtlpMessage(repeated(1, "dataPoints", NUMBER_POINT),
                    one(2, "aggregationTemporality", Type.INT32), one(3, "isMonotonic", Type.BOOL))),
            oneOf(9, "histogram", new OtlpMessage(repeated(1, "dataPoints", HISTOGRAM_POINT),
                    one(2, "aggregationTemporality", Type.INT32))),
            oneOf(10, "exponentialHistogram", new OtlpMessage(repeated(1, "dataPoints", EXPONENTIAL_POINT),
                    one(2, "aggregationTemporality", Type.INT32))),
            oneOf(11, "summary", new OtlpMessage(repeated(1, "dataPoints", SUMMARY_POINT))),
            attributes(12, "metadata"));

    /** The bodies of requests. */
    static final OtlpMessage LOGS = request("resourceLogs", "scopeLogs", "logRecords", LOG_RECORD);
    static final OtlpMessage TRACES = request("resourceSpans", "scopeSpans", "spans", SPAN);
    static final OtlpMessage METRICS = request("resourceMetrics", "scopeMetrics", "metrics", METRIC);

    /** In the order in which they are written. */
    private final Field[] fields;
    private final @Nullable Field[] byNumber;
    private final Map<String, Field> byName = new HashMap<>();

    private OtlpMessage(Field... fields) {
        this.fields = new Field[fields.length];
        this.byNumber = new Field[1 + Arrays.stream(fields).mapToInt(Field::number).max().orElse(0)];
        for (int index = 0; index < fields.length; index++) {
            Field field = fields[index].at(index);
            this.fields[index] = field;
            byNumber[field.number()] = field;
            String name = field.name().getValue();
            byName.put(name, field);
            // As Protobuf's own JSON also may have it.
            byName.put(name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), field);
        }
    }

    private static OtlpMessage request(String resources, String scopes, String records, OtlpMessage record) {
        OtlpMessage ofScope = new OtlpMessage(optional(1, "scope", SCOPE), repeated(2, records, record),
                one(3, "schemaUrl", Type.STRING));
        OtlpMessage ofResource = new OtlpMessage(optional(1, "resource", RESOURCE), repeated(2, scopes, ofScope),
                one(3, "schemaUrl", Type.STRING));
        return new OtlpMessage(repeated(1, resources, ofResource));
    }

    private static Field one(int number, String name, Type type) {
        return field(number, name, type, Presence.IMPLICIT, null);
    }

    private static Field optional(int number, String name, Type type) {
        return field(number, name, type, Presence.EXPLICIT, null);
    }

    private static Field optional(int number, String name, OtlpMessage message) {
        return field(number, name, Type.MESSAGE, Presence.EXPLICIT, message);
    }

    private static Field oneOf(int number, String name, Type type) {
        return field(number, name, type, Presence.ONE_OF, null);
    }

    private static Field oneOf(int number, String name, OtlpMessage message) {
        return field(number, name, Type.MESSAGE, Presence.ONE_OF, message);
    }

    private static Field repeated(int number, String name, Type type) {
        return field(number, name, type, Presence.REPEATED, null);
    }

    private static Field repeated(int number, String name, OtlpMessage message) {
        return field(number, name, Type.MESSAGE, Presence.REPEATED, message);
    }

    private static Field attributes(int number, String name) {
        return field(number, name, Type.ATTRIBUTES, Presence.REPEATED, null);
    }

    private static Field field(int number, String name, Type type, Presence presence, @Nullable OtlpMessage message) {
        return new Field(0, number, new SerializedString(name), type, presence, message);
    }

    int size() {
        return fields.length;
    }

    Field field(int index) {
        return fields[index];
    }

    /** {@code null} if the message has no such field, such as one of a later version. */
    @Nullable Field byNumber(int number) {
        return number < byNumber.length ? byNumber[number] : null;
    }

    /** By its name in JSON; {@code null} if the message has no such field. */
    @Nullable Field byName(String name) {
        return byName.get(name);
    }
}
