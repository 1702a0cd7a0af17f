package io.anivia.source.format;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the <a href="https://github.com/open-telemetry/opentelemetry-proto/tree/v1.8.0">OpenTelemetry
 * protocol</a> 1.8, as far as they are read: numbers, names and types of their fields. Written here instead of
 * generated classes, which would first become objects, and need reflection in a native executable.
 */
final class OtlpMessage {

    /** What a field holds, and so how it is read in Protobuf and in JSON, and written. */
    enum FieldType {
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

        FieldType(WireType wireType) {
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
    record OtlpField(int index, int number, SerializedString name, FieldType type, Presence presence,
            @Nullable OtlpMessage message) {

        private OtlpField at(int place) {
            return new OtlpField(place, number, name, type, presence, message);
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

    /** The names of the lists that lead to records, and of those of records. */
    private static final Set<String> LEADING = Set.of("scopeLogs", "logRecords", "scopeSpans", "spans", "scopeMetrics",
            "metrics", "dataPoints");

    static final OtlpMessage KEY_VALUE = new OtlpMessage(one(1, "key", FieldType.STRING),
            optional(2, "value", FieldType.ANY));
    /** Lists within values. */
    static final OtlpMessage ARRAY = new OtlpMessage(repeated(1, "values", FieldType.ANY));
    static final OtlpMessage KEY_VALUES = new OtlpMessage(repeated(1, "values", FieldType.ATTRIBUTES));
    /** What an {@link FieldType#ANY} is on the wire. */
    static final OtlpMessage ANY_VALUE = new OtlpMessage(oneOf(1, "stringValue", FieldType.STRING),
            oneOf(2, "boolValue", FieldType.BOOL), oneOf(3, "intValue", FieldType.INT64),
            oneOf(4, "doubleValue", FieldType.DOUBLE), oneOf(5, "arrayValue", ARRAY),
            oneOf(6, "kvlistValue", KEY_VALUES), oneOf(7, "bytesValue", FieldType.BYTES));

    private static final OtlpMessage ENTITY_REF = new OtlpMessage(one(1, "schemaUrl", FieldType.STRING),
            one(2, "type", FieldType.STRING), repeated(3, "idKeys", FieldType.STRING),
            repeated(4, "descriptionKeys", FieldType.STRING));
    private static final OtlpMessage RESOURCE = new OtlpMessage(attributes(1, "attributes"),
            one(2, "droppedAttributesCount", FieldType.UINT32), repeated(3, "entityRefs", ENTITY_REF));
    private static final OtlpMessage SCOPE = new OtlpMessage(one(1, "name", FieldType.STRING),
            one(2, "version", FieldType.STRING), attributes(3, "attributes"),
            one(4, "droppedAttributesCount", FieldType.UINT32));

    private static final OtlpMessage LOG_RECORD = new OtlpMessage(one(1, "timeUnixNano", FieldType.NANOS),
            one(11, "observedTimeUnixNano", FieldType.NANOS), one(2, "severityNumber", FieldType.INT32),
            one(3, "severityText", FieldType.STRING), one(12, "eventName", FieldType.STRING),
            optional(5, "body", FieldType.ANY), attributes(6, "attributes"),
            one(7, "droppedAttributesCount", FieldType.UINT32), one(8, "flags", FieldType.FIXED32),
            one(9, "traceId", FieldType.ID), one(10, "spanId", FieldType.ID));

    private static final OtlpMessage SPAN_EVENT = new OtlpMessage(one(1, "timeUnixNano", FieldType.NANOS),
            one(2, "name", FieldType.STRING), attributes(3, "attributes"),
            one(4, "droppedAttributesCount", FieldType.UINT32));
    private static final OtlpMessage SPAN_LINK = new OtlpMessage(one(1, "traceId", FieldType.ID),
            one(2, "spanId", FieldType.ID), one(3, "traceState", FieldType.STRING), attributes(4, "attributes"),
            one(5, "droppedAttributesCount", FieldType.UINT32), one(6, "flags", FieldType.FIXED32));
    private static final OtlpMessage STATUS = new OtlpMessage(one(2, "message", FieldType.STRING),
            one(3, "code", FieldType.INT32));
    private static final OtlpMessage SPAN = new OtlpMessage(one(1, "traceId", FieldType.ID),
            one(2, "spanId", FieldType.ID), one(3, "traceState", FieldType.STRING),
            one(4, "parentSpanId", FieldType.ID), one(16, "flags", FieldType.FIXED32),
            one(5, "name", FieldType.STRING), one(6, "kind", FieldType.INT32),
            one(7, "startTimeUnixNano", FieldType.NANOS), one(8, "endTimeUnixNano", FieldType.NANOS),
            attributes(9, "attributes"), one(10, "droppedAttributesCount", FieldType.UINT32),
            repeated(11, "events", SPAN_EVENT), one(12, "droppedEventsCount", FieldType.UINT32),
            repeated(13, "links", SPAN_LINK), one(14, "droppedLinksCount", FieldType.UINT32),
            optional(15, "status", STATUS));

    private static final OtlpMessage EXEMPLAR = new OtlpMessage(attributes(7, "filteredAttributes"),
            one(2, "timeUnixNano", FieldType.NANOS), oneOf(3, "asDouble", FieldType.DOUBLE),
            oneOf(6, "asInt", FieldType.SFIXED64), one(4, "spanId", FieldType.ID), one(5, "traceId", FieldType.ID));
    private static final OtlpMessage NUMBER_POINT = new OtlpMessage(attributes(7, "attributes"),
            one(2, "startTimeUnixNano", FieldType.NANOS), one(3, "timeUnixNano", FieldType.NANOS),
            oneOf(4, "asDouble", FieldType.DOUBLE), oneOf(6, "asInt", FieldType.SFIXED64),
            repeated(5, "exemplars", EXEMPLAR), one(8, "flags", FieldType.UINT32));
    private static final OtlpMessage HISTOGRAM_POINT = new OtlpMessage(attributes(9, "attributes"),
            one(2, "startTimeUnixNano", FieldType.NANOS), one(3, "timeUnixNano", FieldType.NANOS),
            one(4, "count", FieldType.FIXED64), optional(5, "sum", FieldType.DOUBLE),
            repeated(6, "bucketCounts", FieldType.FIXED64), repeated(7, "explicitBounds", FieldType.DOUBLE),
            repeated(8, "exemplars", EXEMPLAR), one(10, "flags", FieldType.UINT32),
            optional(11, "min", FieldType.DOUBLE), optional(12, "max", FieldType.DOUBLE));
    private static final OtlpMessage BUCKETS = new OtlpMessage(one(1, "offset", FieldType.SINT32),
            repeated(2, "bucketCounts", FieldType.UINT64));
    private static final OtlpMessage EXPONENTIAL_POINT = new OtlpMessage(attributes(1, "attributes"),
            one(2, "startTimeUnixNano", FieldType.NANOS), one(3, "timeUnixNano", FieldType.NANOS),
            one(4, "count", FieldType.FIXED64), optional(5, "sum", FieldType.DOUBLE),
            one(6, "scale", FieldType.SINT32), one(7, "zeroCount", FieldType.FIXED64),
            optional(8, "positive", BUCKETS), optional(9, "negative", BUCKETS), one(10, "flags", FieldType.UINT32),
            repeated(11, "exemplars", EXEMPLAR), optional(12, "min", FieldType.DOUBLE),
            optional(13, "max", FieldType.DOUBLE), one(14, "zeroThreshold", FieldType.DOUBLE));
    private static final OtlpMessage QUANTILE = new OtlpMessage(one(1, "quantile", FieldType.DOUBLE),
            one(2, "value", FieldType.DOUBLE));
    private static final OtlpMessage SUMMARY_POINT = new OtlpMessage(attributes(7, "attributes"),
            one(2, "startTimeUnixNano", FieldType.NANOS), one(3, "timeUnixNano", FieldType.NANOS),
            one(4, "count", FieldType.FIXED64), one(5, "sum", FieldType.DOUBLE),
            repeated(6, "quantileValues", QUANTILE), one(8, "flags", FieldType.UINT32));
    private static final OtlpMessage METRIC = new OtlpMessage(one(1, "name", FieldType.STRING),
            one(2, "description", FieldType.STRING), one(3, "unit", FieldType.STRING),
            oneOf(5, "gauge", new OtlpMessage(repeated(1, "dataPoints", NUMBER_POINT))),
            oneOf(7, "sum", new OtlpMessage(repeated(1, "dataPoints", NUMBER_POINT),
            one(2, "aggregationTemporality", FieldType.INT32), one(3, "isMonotonic", FieldType.BOOL))),
            oneOf(9, "histogram", new OtlpMessage(repeated(1, "dataPoints", HISTOGRAM_POINT),
            one(2, "aggregationTemporality", FieldType.INT32))),
            oneOf(10, "exponentialHistogram", new OtlpMessage(repeated(1, "dataPoints", EXPONENTIAL_POINT),
            one(2, "aggregationTemporality", FieldType.INT32))),
            oneOf(11, "summary", new OtlpMessage(repeated(1, "dataPoints", SUMMARY_POINT))),
            attributes(12, "metadata"));

    /** The bodies of requests. */
    static final OtlpMessage LOGS = request("resourceLogs", "scopeLogs", "logRecords", LOG_RECORD);
    static final OtlpMessage TRACES = request("resourceSpans", "scopeSpans", "spans", SPAN);
    static final OtlpMessage METRICS = request("resourceMetrics", "scopeMetrics", "metrics", METRIC);

    /** The field that leads to the records of a request; {@code null} if none does. */
    private final @Nullable OtlpField leading;
    /** In the order in which they are written. */
    private final OtlpField[] fields;
    private final @Nullable OtlpField[] byNumber;
    private final Map<String, OtlpField> byName = new HashMap<>();

    private OtlpMessage(OtlpField... fields) {
        this.fields = new OtlpField[fields.length];
        this.byNumber = new OtlpField[1 + Arrays.stream(fields).mapToInt(OtlpField::number).max().orElse(0)];
        for (int index = 0; index < fields.length; index++) {
            OtlpField field = fields[index].at(index);
            this.fields[index] = field;
            byNumber[field.number()] = field;
            String name = field.name().getValue();
            byName.put(name, field);
            // As Protobuf's own JSON also may have it.
            byName.put(name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), field);
        }
        this.leading = Arrays.stream(this.fields).filter(field -> LEADING.contains(field.name().getValue()))
                .findFirst().orElse(null);
    }

    private static OtlpMessage request(String resources, String scopes, String records, OtlpMessage record) {
        OtlpMessage ofScope = new OtlpMessage(optional(1, "scope", SCOPE), repeated(2, records, record),
                one(3, "schemaUrl", FieldType.STRING));
        OtlpMessage ofResource = new OtlpMessage(optional(1, "resource", RESOURCE), repeated(2, scopes, ofScope),
                one(3, "schemaUrl", FieldType.STRING));
        return new OtlpMessage(repeated(1, resources, ofResource));
    }

    private static OtlpField one(int number, String name, FieldType type) {
        return field(number, name, type, Presence.IMPLICIT, null);
    }

    private static OtlpField optional(int number, String name, FieldType type) {
        return field(number, name, type, Presence.EXPLICIT, null);
    }

    private static OtlpField optional(int number, String name, OtlpMessage message) {
        return field(number, name, FieldType.MESSAGE, Presence.EXPLICIT, message);
    }

    private static OtlpField oneOf(int number, String name, FieldType type) {
        return field(number, name, type, Presence.ONE_OF, null);
    }

    private static OtlpField oneOf(int number, String name, OtlpMessage message) {
        return field(number, name, FieldType.MESSAGE, Presence.ONE_OF, message);
    }

    private static OtlpField repeated(int number, String name, FieldType type) {
        return field(number, name, type, Presence.REPEATED, null);
    }

    private static OtlpField repeated(int number, String name, OtlpMessage message) {
        return field(number, name, FieldType.MESSAGE, Presence.REPEATED, message);
    }

    private static OtlpField attributes(int number, String name) {
        return field(number, name, FieldType.ATTRIBUTES, Presence.REPEATED, null);
    }

    private static OtlpField field(int number, String name, FieldType type, Presence presence,
            @Nullable OtlpMessage message) {
        return new OtlpField(0, number, new SerializedString(name), type, presence, message);
    }

    /**
     * The list that leads to the records of a request, written even if it is empty, which Protobuf cannot tell from
     * none, so that there is no doubt whether records are missing; {@code null} if this message has no such list.
     */
    @Nullable OtlpField leading() {
        return leading;
    }

    int size() {
        return fields.length;
    }

    OtlpField field(int index) {
        return fields[index];
    }

    /** {@code null} if the message has no such field, such as one of a later version. */
    @Nullable OtlpField byNumber(int number) {
        return number < byNumber.length ? byNumber[number] : null;
    }

    /** By its name in JSON; {@code null} if the message has no such field. */
    @Nullable OtlpField byName(String name) {
        return byName.get(name);
    }
}
