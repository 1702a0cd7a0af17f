package io.anivia.source.format;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import org.jspecify.annotations.Nullable;

/** OTLP by the classes that are generated from its definition: any message, in its own JSON and in ours. */
final class OtlpModel {

    private static final Set<String> IDS = Set.of("traceId", "spanId", "parentSpanId");
    /** Lists that are written even if they are empty, unless a field that is not known may be in their place. */
    private static final Set<String> LEADING = Set.of("scopeLogs", "logRecords", "scopeSpans", "spans", "scopeMetrics",
            "metrics", "dataPoints");
    private static final int MAX_DEPTH = 4;

    private OtlpModel() {
    }

    /** OTLP's own JSON, as far as {@code toJson} of Java's maps makes it. */
    static Map<String, @Nullable Object> otlpJson(Message message) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        message.getAllFields().forEach((field, value) -> json.put(field.getJsonName(),
                value instanceof List<?> values ? values.stream().map(one -> otlpJson(field, one)).toList()
                        : otlpJson(field, value)));
        return json;
    }

    private static Object otlpJson(FieldDescriptor field, Object value) {
        if (value instanceof Message message) {
            return otlpJson(message);
        }
        if (value instanceof ByteString bytes) {
            return IDS.contains(field.getJsonName()) ? HexFormat.of().withUpperCase().formatHex(bytes.toByteArray())
                    : Base64.getEncoder().encodeToString(bytes.toByteArray());
        }
        if (value instanceof EnumValueDescriptor enumeration) {
            return enumeration.getNumber();
        }
        return switch (field.getType()) {
            case INT64, SFIXED64 -> value.toString();
            case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
            case UINT32, FIXED32 -> Integer.toUnsignedLong((Integer) value);
            default -> value;
        };
    }

    /** What the step makes of it, by way of another reading of the definition. */
    static @Nullable Object expected(Message message) {
        if (message instanceof AnyValue any) {
            return any(any);
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (message.getUnknownFields().asMap().isEmpty()) {
            message.getDescriptorForType().getFields().stream().filter(field -> LEADING.contains(field.getJsonName()))
                    .forEach(field -> json.put(field.getJsonName(), List.of()));
        }
        message.getAllFields().forEach((field, value) -> {
            if (field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && field.getMessageType().equals(KeyValue.getDescriptor())) {
                json.put(field.getJsonName(), attributes((List<?>) value));
            } else if (value instanceof List<?> values) {
                json.put(field.getJsonName(), values.stream().map(one -> expected(field, one)).toList());
            } else {
                json.put(field.getJsonName(), expected(field, value));
            }
        });
        return json;
    }

    private static @Nullable Object expected(FieldDescriptor field, Object value) {
        if (value instanceof Message message) {
            return expected(message);
        }
        if (value instanceof ByteString bytes) {
            return HexFormat.of().formatHex(bytes.toByteArray());
        }
        Object json = otlpJson(field, value);
        boolean isTime = field.getJsonName().endsWith("UnixNano");
        return json instanceof String text && field.getJavaType() == FieldDescriptor.JavaType.LONG && !isTime
                ? new BigInteger(text) : json;
    }

    private static @Nullable Object any(AnyValue any) {
        return switch (any.getValueCase()) {
            case STRING_VALUE -> any.getStringValue();
            case BOOL_VALUE -> any.getBoolValue();
            case INT_VALUE -> any.getIntValue();
            case DOUBLE_VALUE -> any.getDoubleValue();
            case BYTES_VALUE -> Base64.getEncoder().encodeToString(any.getBytesValue().toByteArray());
            case ARRAY_VALUE -> {
                List<@Nullable Object> array = new ArrayList<>();
                any.getArrayValue().getValuesList().forEach(value -> array.add(any(value)));
                yield array;
            }
            case KVLIST_VALUE -> attributes(any.getKvlistValue().getValuesList());
            default -> null;
        };
    }

    private static Map<String, @Nullable Object> attributes(List<?> list) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        for (Object member : list) {
            KeyValue attribute = (KeyValue) member;
            attributes.put(attribute.getKey(), any(attribute.getValue()));
        }
        return attributes;
    }

    /** Fills in any fields, defaults included. */
    static <M extends Message> M random(M empty, Random random) {
        return random(empty, random, 0);
    }

    @SuppressWarnings("unchecked")
    private static <M extends Message> M random(M empty, Random random, int depth) {
        if (empty instanceof AnyValue) {
            return (M) anyValue(random, depth);
        }
        Message.Builder builder = empty.newBuilderForType();
        for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
            if (random.nextInt(4) == 0) {
                continue;
            }
            if (field.isRepeated()) {
                for (int count = random.nextInt(3); count > 0; count--) {
                    builder.addRepeatedField(field, value(builder, field, random, depth));
                }
            } else {
                builder.setField(field, value(builder, field, random, depth));
            }
        }
        return (M) builder.build();
    }

    private static Object value(Message.Builder builder, FieldDescriptor field, Random random, int depth) {
        return switch (field.getJavaType()) {
            case MESSAGE -> random(builder.newBuilderForField(field).build(), random, depth + 1);
            case BOOLEAN -> random.nextBoolean();
            case DOUBLE -> new double[] {0, -0.0, 1, 12.97, -1e300, Double.MIN_VALUE, random.nextGaussian()}[
                    random.nextInt(7)];
            case INT -> new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, random.nextInt()}[random.nextInt(6)];
            case LONG -> new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, random.nextLong()}[random.nextInt(6)];
            case STRING -> text(random);
            case BYTE_STRING -> {
                byte[] bytes = new byte[random.nextInt(17)];
                random.nextBytes(bytes);
                yield ByteString.copyFrom(bytes);
            }
            case ENUM -> field.getEnumType().getValues().get(random.nextInt(field.getEnumType().getValues().size()));
            default -> throw new AssertionError(field);
        };
    }

    static String text(Random random) {
        String[] parts = {"", "a", "service.name", "\"", "\\", "\n", "ü", "😀", "\u0000", "x".repeat(300), "\u2028"};
        return parts[random.nextInt(parts.length)] + parts[random.nextInt(parts.length)];
    }

    private static AnyValue anyValue(Random random, int depth) {
        AnyValue.Builder any = AnyValue.newBuilder();
        int kind = random.nextInt(depth > MAX_DEPTH + 3 ? 6 : 8);
        switch (kind) {
            case 0 -> any.setStringValue(text(random));
            case 1 -> any.setBoolValue(random.nextBoolean());
            case 2 -> any.setIntValue(random.nextBoolean() ? random.nextLong() : random.nextInt(3));
            case 3 -> any.setDoubleValue(random.nextInt(3) / 2.0);
            case 4 -> any.setBytesValue(ByteString.copyFromUtf8(text(random)));
            case 5 -> any.clearValue();
            case 6 -> {
                ArrayValue.Builder array = ArrayValue.newBuilder();
                for (int count = random.nextInt(3); count > 0; count--) {
                    array.addValues(anyValue(random, depth + 1));
                }
                any.setArrayValue(array);
            }
            default -> {
                KeyValueList.Builder list = KeyValueList.newBuilder();
                for (int count = random.nextInt(3); count > 0; count--) {
                    list.addValues(KeyValue.newBuilder().setKey("k" + count).setValue(anyValue(random, depth + 1)));
                }
                any.setKvlistValue(list);
            }
        }
        return any.build();
    }
}
