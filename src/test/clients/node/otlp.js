import { DiagLogLevel, diag } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { AggregationTemporality, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { done, event, failed, host, key } from "../client.js";

// "http" is JSON, "proto" is protobuf, here compressed.
const encoding = process.env.VARIANT;
const { OTLPLogExporter } = await import(`@opentelemetry/exporter-logs-otlp-${encoding}`);
const { OTLPMetricExporter } = await import(`@opentelemetry/exporter-metrics-otlp-${encoding}`);
const { OTLPTraceExporter } = await import(`@opentelemetry/exporter-trace-otlp-${encoding}`);

diag.setLogger({ error: failed, warn: failed }, DiagLogLevel.WARN);
const to = (signal) =>
  ({ url: `${host}/v1/${signal}`, headers: { "x-api-key": key }, compression: encoding === "proto" ? "gzip" : "none" });

const logs = new LoggerProvider(
  { processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter(to("logs")) })] });
const traces = new BasicTracerProvider(
  { spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(to("traces")))] });
const metrics = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ ...to("metrics"), temporalityPreference: AggregationTemporality.DELTA }),
  })],
});
const logger = logs.getLogger("shop");
const tracer = traces.getTracer("shop");
const counter = metrics.getMeter("shop").createCounter("products.viewed");

function log() {
  const { mark, time } = event({ id: "none", time: "given" });
  logger.emit({
    timestamp: time,
    severityNumber: SeverityNumber.INFO,
    body: "product viewed",
    attributes: { sku: mark },
  });
}

function span() {
  const { mark, time } = event({ id: "none", time: "given" });
  tracer.startSpan("view product", { startTime: time, attributes: { sku: mark } }).end(time);
}

function count() {
  const { mark } = event({ id: "none" });
  counter.add(1, { sku: mark });
}

for (const size of [3, 3, 1]) {
  for (let i = 0; i < size; i++) {
    log();
    span();
    count();
  }
  await Promise.all([logs.forceFlush(), traces.forceFlush(), metrics.forceFlush()]);
}
await Promise.all([logs.shutdown(), traces.shutdown(), metrics.shutdown()]);
done("every promise is resolved, and nothing is warned of");
