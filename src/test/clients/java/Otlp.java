import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;

final class Otlp {

    private static final int[] BATCHES = {3, 3, 1};

    public static void main(String[] arguments) {
        // A flush is a success even if what it sent was refused for good; that is in the log only.
        java.util.logging.Logger.getLogger("io.opentelemetry").addHandler(new Handler() {
            @Override
            public void publish(LogRecord logged) {
                Given.failed(logged.getMessage());
            }

            @Override
            public void flush() {
                // Nothing is kept.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        });
        SdkLoggerProvider logs = SdkLoggerProvider.builder()
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(OtlpHttpLogRecordExporter.builder()
                        .setEndpoint(Given.HOST + "/v1/logs")
                        .addHeader("x-api-key", Given.KEY)
                        .setCompression("gzip")
                        .build()).build())
                .build();
        SdkTracerProvider traces = SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                        .setEndpoint(Given.HOST + "/v1/traces")
                        .addHeader("x-api-key", Given.KEY)
                        .build()).build())
                .build();
        Logger logger = logs.get("shop");
        Tracer tracer = traces.get("shop");
        for (int size : BATCHES) {
            for (int i = 0; i < size; i++) {
                Given log = Given.eventWithoutId();
                logger.logRecordBuilder()
                        .setTimestamp(log.time())
                        .setSeverity(Severity.INFO)
                        .setBody("product viewed")
                        .setAttribute(AttributeKey.stringKey("sku"), log.mark())
                        .emit();
                Given span = Given.eventWithoutId();
                tracer.spanBuilder("view product")
                        .setStartTimestamp(span.time())
                        .setAttribute("sku", span.mark())
                        .startSpan()
                        .end(span.time());
            }
            require(logs.forceFlush());
            require(traces.forceFlush());
        }
        require(logs.shutdown());
        require(traces.shutdown());
        Given.done("every flush is a success, and nothing is logged");
    }

    private static void require(CompletableResultCode result) {
        if (!result.join(30, TimeUnit.SECONDS).isSuccess()) {
            Given.failed("a flush is no success");
        }
    }
}
