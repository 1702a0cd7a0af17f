package io.anivia.prospector;

import static io.anivia.prospector.Payloads.SPLITTER;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.utf8;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import io.anivia.source.format.Decoder;
import io.anivia.source.format.Decoders;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;

/**
 * Prints what a log record costs that comes by OTLP, in nanoseconds, beside an event of the same content in plain JSON:
 * {@code java -cp <test classpath> io.anivia.prospector.OtlpCost}.
 */
final class OtlpCost {

    private static final int RECORDS = 100;
    private static final int ROUNDS = 2_000;
    private static final int REPEATS = 8;

    /** What is measured. */
    private interface Work {

        int run() throws IOException;
    }

    private OtlpCost() {
    }

    public static void main(String[] args) throws IOException {
        ExportLogsServiceRequest request = request();
        byte[] protobuf = request.toByteArray();
        byte[] otlpJson = utf8(otlpJson(request));
        byte[] events = utf8(events(request));
        Decoder otlp = Decoders.parse("otlp").get(0);
        Decoder.Input inProtobuf = input("application/x-protobuf");
        Decoder.Input inJson = input("application/json");
        byte[] decoded = otlp.decode(protobuf, inProtobuf);
        System.out.printf("%d records: %d bytes in Protobuf, %d in OTLP's JSON, %d decoded, %d as plain events%n",
                RECORDS, protobuf.length, otlpJson.length, decoded.length, events.length);
        for (int repeat = 1; repeat <= REPEATS; repeat++) {
            System.out.printf("ns per record: Protobuf to JSON %d, OTLP's JSON to JSON %d, split what was decoded %d,"
                    + " split plain events %d%n",
                    nanos(() -> otlp.decode(protobuf, inProtobuf).length),
                    nanos(() -> otlp.decode(otlpJson, inJson).length),
                    nanos(() -> SPLITTER.split(payload(decoded)).events().size()),
                    nanos(() -> SPLITTER.split(payload(events)).events().size()));
        }
    }

    private static long nanos(Work work) throws IOException {
        long start = System.nanoTime();
        long results = 0;
        for (int round = 0; round < ROUNDS; round++) {
            results += work.run();
        }
        if (results == 0) {
            throw new IOException("nothing was made");
        }
        return (System.nanoTime() - start) / ROUNDS / RECORDS;
    }

    private static Decoder.Input input(String contentType) {
        return new Decoder.Input(contentType, null, "/v1/logs", null, Map.of(), 1 << 24);
    }

    private static ExportLogsServiceRequest request() {
        ScopeLogs.Builder scope = ScopeLogs.newBuilder();
        for (int index = 0; index < RECORDS; index++) {
            scope.addLogRecords(LogRecord.newBuilder().setTimeUnixNano(1795765571412000000L + index)
                    .setObservedTimeUnixNano(1795765571413000000L + index).setSeverityNumberValue(9)
                    .setSeverityText("INFO").setBody(text("order " + index + " was placed"))
                    .addAttributes(attribute("event.name", text("order.placed")))
                    .addAttributes(attribute("user.id", text("user-" + index)))
                    .addAttributes(attribute("price", AnyValue.newBuilder().setDoubleValue(12.97).build()))
                    .addAttributes(attribute("quantity", AnyValue.newBuilder().setIntValue(index).build()))
                    .addAttributes(attribute("http.request.method", text("POST")))
                    .addAttributes(attribute("url.path", text("/shop/orders")))
                    .setTraceId(ByteString.fromHex("0af7651916cd43dd8448eb211c80319c"))
                    .setSpanId(ByteString.fromHex("b7ad6b7169203331")).setFlags(1));
        }
        return ExportLogsServiceRequest.newBuilder().addResourceLogs(ResourceLogs.newBuilder().addScopeLogs(scope))
                .build();
    }

    private static AnyValue text(String text) {
        return AnyValue.newBuilder().setStringValue(text).build();
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static String otlpJson(ExportLogsServiceRequest request) {
        return "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + records(request, "[", "]", true) + "]}]}]}";
    }

    private static String events(ExportLogsServiceRequest request) {
        return "{\"events\":[" + records(request, "{", "}", false) + "]}";
    }

    private static String records(ExportLogsServiceRequest request, String open, String close, boolean isOtlp) {
        List<LogRecord> records = request.getResourceLogs(0).getScopeLogs(0).getLogRecordsList();
        return String.join(",", records.stream().map(record -> """
                {"timeUnixNano":"%d","observedTimeUnixNano":"%d","severityNumber":9,"severityText":"INFO","body":%s,\
                "attributes":%s%s%s,"flags":1,"traceId":"%s","spanId":"%s"}""".formatted(record.getTimeUnixNano(),
                record.getObservedTimeUnixNano(), value(record.getBody(), isOtlp), open,
                String.join(",", record.getAttributesList().stream().map(one -> isOtlp
                        ? "{\"key\":\"" + one.getKey() + "\",\"value\":" + value(one.getValue(), true) + "}"
                        : "\"" + one.getKey() + "\":" + value(one.getValue(), false)).toList()),
                close, hex(record.getTraceId()), hex(record.getSpanId()))).toList());
    }

    private static String value(AnyValue value, boolean isOtlp) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> wrapped("stringValue", "\"" + value.getStringValue() + "\"", isOtlp);
            case INT_VALUE -> isOtlp ? "{\"intValue\":\"" + value.getIntValue() + "\"}" : "" + value.getIntValue();
            default -> wrapped("doubleValue", "" + value.getDoubleValue(), isOtlp);
        };
    }

    private static String wrapped(String name, String value, boolean isOtlp) {
        return isOtlp ? "{\"" + name + "\":" + value + "}" : value;
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
