package io.anivia.source.format;

import static io.anivia.source.format.Formats.MAPPER;
import static io.anivia.source.format.Formats.concat;
import static io.anivia.source.format.Formats.decode;
import static io.anivia.source.format.Formats.json;
import static io.anivia.source.format.Formats.path;
import static io.anivia.source.format.Formats.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.anivia.source.format.Decoder.Input;
import io.anivia.source.format.OtlpMessage.FieldType;
import io.anivia.source.format.OtlpMessage.OtlpField;
import io.anivia.source.format.OtlpMessage.Presence;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpDecoderTest {

    private static final int ROUNDS = 500;
    private static final Input LOGS = path("/v1/logs", "application/x-protobuf");

    private enum Signal {
        LOGS(OtlpMessage.LOGS, ExportLogsServiceRequest.getDefaultInstance()),
        TRACES(OtlpMessage.TRACES, ExportTraceServiceRequest.getDefaultInstance()),
        METRICS(OtlpMessage.METRICS, ExportMetricsServiceRequest.getDefaultInstance());

        final OtlpMessage message;
        final Message empty;

        Signal(OtlpMessage message, Message empty) {
            this.message = message;
            this.empty = empty;
        }

        Input input(String contentType) {
            return path("/otlp/v1/" + name().toLowerCase(Locale.ROOT), contentType);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTableIsThatOfTheDefinition(Signal signal) {
        Set<String> compared = new HashSet<>();
        compare(signal.message, signal.empty.getDescriptorForType(), compared);
        assertThat(compared).hasSizeGreaterThan(5);
    }

    private static void compare(OtlpMessage message, Descriptor definition, Set<String> compared) {
        if (!compared.add(definition.getFullName())) {
            return;
        }
        assertThat(message.size()).as(definition.getFullName()).isEqualTo(definition.getFields().size());
        for (FieldDescriptor defined : definition.getFields()) {
            OtlpField field = message.byNumber(defined.getNumber());
            assertThat(field).as(defined.getFullName()).isNotNull();
            assertThat(field.name().getValue()).isEqualTo(defined.getJsonName());
            assertThat(message.byName(defined.getName())).isSameAs(field);
            assertThat(field.type()).as(defined.getFullName()).isIn(types(defined));
            assertThat(field.presence()).as(defined.getFullName()).isEqualTo(presence(defined));
            if (field.type() == FieldType.MESSAGE) {
                compare(field.itsMessage(), defined.getMessageType(), compared);
            } else if (field.type() == FieldType.ANY && compared.add("AnyValue")) {
                compare(OtlpMessage.ANY_VALUE, defined.getMessageType(), compared);
            }
        }
    }

    private static List<FieldType> types(FieldDescriptor defined) {
        return switch (defined.getType()) {
            case MESSAGE -> defined.getMessageType().equals(AnyValue.getDescriptor()) ? List.of(FieldType.ANY)
                    : defined.getMessageType().equals(KeyValue.getDescriptor()) ? List.of(FieldType.ATTRIBUTES)
                            : List.of(FieldType.MESSAGE);
            case BYTES -> List.of(defined.getName().endsWith("_id") ? FieldType.ID : FieldType.BYTES);
            case FIXED64 -> List.of(defined.getName().endsWith("_unix_nano") ? FieldType.NANOS : FieldType.FIXED64);
            case ENUM -> List.of(FieldType.INT32);
            default -> List.of(FieldType.valueOf(defined.getType().name()));
        };
    }

    private static Presence presence(FieldDescriptor defined) {
        return defined.isRepeated() ? Presence.REPEATED
                : defined.getRealContainingOneof() != null ? Presence.ONE_OF
                        : defined.hasPresence() ? Presence.EXPLICIT : Presence.IMPLICIT;
    }

    @ParameterizedTest
    @EnumSource
    void protobufAndJsonOfAMessageBecomeTheSame(Signal signal) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Message message = OtlpModel.random(signal.empty, new Random(round));
            JsonNode expected = expected(message);
            if (expected.isEmpty()) {
                continue;
            }
            byte[] json = MAPPER.writeValueAsBytes(OtlpModel.otlpJson(message));

            assertThat(json(decode("otlp", message.toByteArray(), signal.input("application/x-protobuf"))))
                    .as("round %d, Protobuf", round).containsExactly(expected);
            assertThat(json(decode("otlp", json, signal.input("application/json"))))
                    .as("round %d, JSON", round).containsExactly(expected);
        }
    }

    private static JsonNode expected(Message message) throws IOException {
        return MAPPER.readTree(MAPPER.writeValueAsBytes(OtlpModel.expected(message)));
    }

    /** A message that follows another one is merged with it; so fields come in any order, and several times. */
    @ParameterizedTest
    @EnumSource
    void partsOfAMessageAreMerged(Signal signal) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(round);
            byte[] body = merged(signal, OtlpModel.random(signal.empty, random),
                    OtlpModel.random(signal.empty, random));
            Message message = signal.empty.getParserForType().parseFrom(body);
            assertThat(json(decode("otlp", body, signal.input("application/x-protobuf"))))
                    .as("round %d", round).containsExactly(expected(message));
        }
    }

    /**
     * Both requests' first resource in one, with what they say of it one after the other; so on down to the records.
     */
    private static byte[] merged(Signal signal, Message one, Message other) throws IOException {
        FieldDescriptor resources = signal.empty.getDescriptorForType().getFields().get(0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(1, concat(first(one, resources, 3), first(other, resources, 3)));
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] first(Message message, FieldDescriptor field, int depth) throws IOException {
        if (message.getRepeatedFieldCount(field) == 0) {
            return new byte[0];
        }
        Message first = (Message) message.getRepeatedField(field, 0);
        if (depth == 0) {
            return first.toByteArray();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (FieldDescriptor inner : first.getDescriptorForType().getFields()) {
            if (inner.isRepeated() && inner.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && first.getRepeatedFieldCount(inner) > 0) {
                byte[] part = first(first, inner, depth - 1);
                out.writeByteArray(inner.getNumber(), concat(part, part));
            }
        }
        out.writeRawBytes(first.toByteArray());
        out.flush();
        return bytes.toByteArray();
    }

    @Test
    void aRecordHasPlainValues() throws Exception {
        AnyValue list = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(string("x"))
                .addValues(AnyValue.getDefaultInstance())).build();
        AnyValue object = AnyValue.newBuilder().setKvlistValue(KeyValueList.newBuilder()
                .addValues(attribute("list", list)).addValues(KeyValue.newBuilder().setKey("none"))).build();
        byte[] body = logs(LogRecord.newBuilder().setTimeUnixNano(1795765571412000000L).setSeverityNumberValue(9)
                .setBody(object).setFlags(1).setTraceId(ByteString.fromHex("AB01"))
                .addAttributes(attribute("int", AnyValue.newBuilder().setIntValue(-5).build()))
                .addAttributes(attribute("bytes", AnyValue.newBuilder().setBytesValue(ByteString.fromHex("ff00"))
                        .build()))
                .addAttributes(attribute("zero", AnyValue.newBuilder().setIntValue(0).build()))
                .addAttributes(attribute("empty", string(""))).build());
        assertThat(decode("otlp", body, LOGS)).asString().isEqualTo("{\"resourceLogs\":[{\"scopeLogs\":[{"
                + "\"logRecords\":[{\"timeUnixNano\":\"1795765571412000000\",\"severityNumber\":9,"
                + "\"body\":{\"list\":[\"x\",null],\"none\":null},"
                + "\"attributes\":{\"int\":-5,\"bytes\":\"/wA=\",\"zero\":0,\"empty\":\"\"},"
                + "\"flags\":1,\"traceId\":\"ab01\"}]}]}]}");
    }

    @Test
    void jsonMayBeWrittenInManyWays() throws Exception {
        assertThat(decode("otlp", """
                 {"resource_logs":[{"unknown":{"a":[1]},"schemaUrl":null,"scopeLogs":[],"resource":{"attributes":[
                   {"value":{"intValue":7},"key":"valueFirst"},
                   {"value":{"kvlistValue":{"values":[{"key":"a","value":{"doubleValue":1.5}}]}},"key":"o"},
                   {"key":"number","value":{"intValue":"-9223372036854775808"}},
                   {"key":"nan","value":{"doubleValue":"NaN"}},{"key":"null","value":null},{"key":"none"},
                   {"key":"two","value":{"stringValue":"a","intValue":1}},{"key":"e","value":{"arrayValue":{}}},
                   {"key":"snake","value":{"string_value":"s"}}]}}],"other":1}
                {"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"SPAN_KIND_SERVER","traceId":"q24niw/+=",
                   "spanId":"08F0358B2F8BB89A","startTimeUnixNano":1795765571412000000,"endTimeUnixNano":"0",
                   "status":{"code":0},"flags":257,"droppedLinksCount":"3"}]}]}]}""".strip(), Formats.INPUT))
                .isEqualTo("{\"resourceLogs\":[{\"resource\":{\"attributes\":{\"valueFirst\":7,\"o\":{\"a\":1.5},"
                        + "\"number\":-9223372036854775808,\"nan\":\"NaN\",\"null\":null,\"none\":null,\"two\":\"a\","
                        + "\"e\":[],\"snake\":\"s\"}}}]}\n"
                        + "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"kind\":\"SPAN_KIND_SERVER\","
                        + "\"traceId\":\"q24niw/+=\",\"spanId\":\"08f0358b2f8bb89a\","
                        + "\"startTimeUnixNano\":\"1795765571412000000\",\"status\":{},\"flags\":257,"
                        + "\"droppedLinksCount\":3}]}]}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":1}", "{\"events\":[{}]} {\"b\":2}"})
    void jsonThatIsNotOtlpIsPassedOn(String text) throws Exception {
        byte[] body = utf8(text);
        assertThat(decode("otlp", body)).isSameAs(body);
        assertThat(decode("otlp", new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"resourceLogs\":{}}", "{\"resourceLogs\":[1]}", "{\"resourceLogs\":[{\"resource\":[]}]}",
            "{\"resourceLogs\":[{\"schemaUrl\":1}]}",
            "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":1}]}}]}",
            "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":1}]}}]}",
            "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":{\"intValue\":\"b\"}}]}}]}",
            "{\"resourceLogs\":[{\"resource\":{\"droppedAttributesCount\":1.5}}]}", "{\"resourceLogs\":[]} 1",
            "{\"resourceLogs\":[", "{\"resourceLogs\":[]}}", "{", "{\"resourceLogs\" []}"})
    void jsonOfOtherTypesIsRefused(String json) {
        assertThatThrownBy(() -> decode("otlp", json)).isInstanceOf(UndecodableException.class)
                .hasMessageContaining("OTLP in JSON");
    }

    @Test
    void refusesARequestThatIsCutShortAnywhere() throws Exception {
        for (Signal signal : Signal.values()) {
            Message whole = signal.empty;
            for (int seed = 0; whole.getSerializedSize() < 500 || resources(whole) != 1; seed++) {
                whole = OtlpModel.random(signal.empty, new Random(seed));
            }
            byte[] body = whole.toByteArray();
            byte[] json = MAPPER.writeValueAsBytes(OtlpModel.otlpJson(whole));
            for (int length = 1; length < body.length; length++) {
                assertRefused(Arrays.copyOf(body, length), signal.input("application/x-protobuf"));
            }
            for (int length = 1; length < json.length; length++) {
                assertRefused(Arrays.copyOf(json, length), signal.input("application/json"));
            }
        }
    }

    private static int resources(Message request) {
        return request.getRepeatedFieldCount(request.getDescriptorForType().getFields().get(0));
    }

    private static void assertRefused(byte[] body, Input input) {
        assertThatThrownBy(() -> decode("otlp", body, input)).as("%d bytes", body.length)
                .isInstanceOf(UndecodableException.class);
    }

    /** It does not matter how: either it is refused, or it is read like the generated classes read it. */
    @ParameterizedTest
    @EnumSource
    void damagedProtobufIsRefusedOrReadLikeOthersReadIt(Signal signal) throws Exception {
        int read = 0;
        for (int round = 0; round < 10 * ROUNDS; round++) {
            Random random = new Random(round);
            byte[] body = OtlpModel.random(signal.empty, random).toByteArray();
            if (body.length == 0) {
                continue;
            }
            for (int flips = 1 + random.nextInt(2); flips > 0; flips--) {
                body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] decoded;
            try {
                decoded = decode("otlp", body, signal.input("application/x-protobuf"));
            } catch (UndecodableException e) {
                assertThat(e.reason()).contains("OTLP");
                continue;
            }
            List<JsonNode> ours = json(decoded);
            try {
                assertThat(ours).as("round %d", round)
                        .containsExactly(expected(signal.empty.getParserForType().parseFrom(body)));
                read++;
            } catch (InvalidProtocolBufferException e) {
                // Text that is not UTF-8 is all that the generated classes refuse and the step does not.
                assertThat(e).hasMessageContaining("UTF-8");
            }
        }
        assertThat(read).isGreaterThan(ROUNDS);
    }

    @Test
    void skipsFieldsOfLaterVersions() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeUInt64(17, Long.MAX_VALUE);
        out.writeFixed32(18, 1);
        out.writeFixed64(19, 1);
        out.writeByteArray(536_870_911, new byte[300]);
        out.writeRawBytes(logs(LogRecord.newBuilder().setEventName("e").build()));
        out.flush();
        assertThat(json(decode("otlp", bytes.toByteArray(), LOGS)).get(0).findValue("eventName").textValue())
                .isEqualTo("e");
    }

    @Test
    void anEmptyListThatIsPackedIsNone() throws Exception {
        ByteString bytes = prefixed(6, ByteString.EMPTY);
        // Request, resource, scope, metric, histogram, point
        for (int number : new int[] {1, 9, 2, 2, 1}) {
            bytes = prefixed(number, bytes);
        }
        assertThat(decode("otlp", bytes.toByteArray(), Signal.METRICS.input("application/x-protobuf"))).asString()
                .isEqualTo("{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"histogram\":"
                        + "{\"dataPoints\":[{}]}}]}]}]}");
    }

    @Test
    void anEnumerationHasThirtyTwoBits() throws Exception {
        UnknownFieldSet severity = UnknownFieldSet.newBuilder()
                .addField(2, UnknownFieldSet.Field.newBuilder().addVarint(1L << 32 | 9).build()).build();
        assertThat(json(decode("otlp", logs(LogRecord.newBuilder().setUnknownFields(severity).build()), LOGS)).get(0)
                .findValue("severityNumber").longValue()).isEqualTo(9);
    }

    @Test
    void textThatIsNotUtf8IsReplaced() throws Exception {
        byte[] body = logs(LogRecord.newBuilder().setEventName("abc").setSeverityText("ok").build());
        body[new String(body, StandardCharsets.ISO_8859_1).indexOf("abc") + 1] = (byte) 0xc3;
        assertThat(json(decode("otlp", body, LOGS)).get(0).findValue("eventName").textValue()).isEqualTo("a\ufffdc");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 102, 10_000})
    void valuesNestNoDeeperThanAHundred(int depth) throws Exception {
        assertThat(json(decode("otlp", logs(nested(100)), LOGS))).hasSize(1);
        byte[] body = logs(nested(depth));
        assertThatThrownBy(() -> decode("otlp", body, LOGS)).isInstanceOf(UndecodableException.class)
                .hasMessageContaining("deeper than 100");
        for (String wrapper : List.of("{\"arrayValue\":{\"values\":[",
                "{\"kvlistValue\":{\"values\":[{\"key\":\"k\",\"value\":")) {
            String json = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":" + wrapper.repeat(depth)
                    + "{}";
            assertThatThrownBy(() -> decode("otlp", json)).isInstanceOf(UndecodableException.class)
                    .hasMessageContaining("deeper than 100");
        }
    }

    @Test
    void aValueBeforeItsKeyHasABound() {
        String json = "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"value\":{\"arrayValue\":{\"values\":["
                + "{},".repeat(50_000) + "{}]}},\"key\":\"a\"}]}}]}";
        assertThatThrownBy(() -> decode("otlp", json)).isInstanceOf(UndecodableException.class)
                .hasMessageContaining("more than 50000 values");
    }

    private static LogRecord nested(int depth) {
        ByteString bytes = string("x").toByteString();
        for (int level = 0; level < depth; level++) {
            // AnyValue.array_value, ArrayValue.values
            bytes = prefixed(5, prefixed(1, bytes));
        }
        UnknownFieldSet body = UnknownFieldSet.newBuilder()
                .addField(5, UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes).build()).build();
        return LogRecord.newBuilder().setUnknownFields(body).build();
    }

    private static ByteString prefixed(int number, ByteString bytes) {
        ByteString.Output out = ByteString.newOutput();
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        try {
            coded.writeTag(number, 2);
            coded.writeUInt32NoTag(bytes.size());
            coded.flush();
        } catch (IOException e) {
            fail(e);
        }
        return out.toByteString().concat(bytes);
    }

    @Test
    void holdsToItsBound() {
        byte[] empties = new byte[200_000];
        for (int at = 0; at < empties.length; at += 2) {
            empties[at] = 0x0a;
        }
        assertThatThrownBy(() -> decode("otlp", empties, new Input("application/x-protobuf", null, "/v1/logs", null,
                Map.of(), 200_000))).isInstanceOf(UndecodableException.class)
                .hasMessageContaining("more than 200000 bytes");
    }

    @ParameterizedTest
    @CsvSource({"/v1/logs,resourceLogs", "/v1/traces/,resourceSpans", "/k/abc/v1/metrics,resourceMetrics"})
    void theKindIsThePathsLastWord(String path, String member) throws Exception {
        assertThat(json(decode("otlp", new byte[] {0x0a, 0}, path(path, null)))).singleElement()
                .satisfies(json -> assertThat(json.fieldNames().next()).isEqualTo(member));
        assertThatThrownBy(() -> decode("otlp", new byte[] {0x0a, 0}, path("/v1", null)))
                .isInstanceOf(UndecodableException.class).hasMessageContaining("path");
    }

    /** A first field of 123 bytes looks like a line feed and a bracket. */
    @Test
    void protobufOfAnyLengthIsToldFromJson() throws Exception {
        String text = "x".repeat(123);
        for (int length = 1; length <= text.length(); length++) {
            byte[] body = logs(LogRecord.newBuilder().setEventName(text.substring(0, length)).build());
            assertThat(json(decode("otlp", body, path("/v1/logs", null))).get(0).findValue("eventName").textValue())
                    .hasSize(length);
        }
        assertThat(decode("otlp", "\n {\"resourceLogs\":[]}", path("/v1/logs", "application/json"))).isEqualTo("{}");
    }

    @Test
    void whatIsSaidToBeJsonIsReadAsJsonUnlessItBeginsLikeProtobuf() throws Exception {
        Input json = path("/v1/logs", "application/json");
        assertThat(decode("otlp", " \r\n", json)).isBlank();
        assertThatThrownBy(() -> decode("otlp", "(x", json)).hasMessageContaining("not JSON");
        assertThat(json(decode("otlp", logs(LogRecord.newBuilder().setEventName("tap").build()), json)).get(0)
                .findValue("eventName").textValue()).isEqualTo("tap");
    }

    private static byte[] logs(LogRecord record) {
        return ExportLogsServiceRequest.newBuilder().addResourceLogs(ResourceLogs.newBuilder()
                .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record))).build().toByteArray();
    }

    private static AnyValue string(String text) {
        return AnyValue.newBuilder().setStringValue(text).build();
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }
}
