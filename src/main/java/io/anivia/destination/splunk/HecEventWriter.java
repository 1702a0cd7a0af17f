package io.anivia.destination.splunk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in the Event Collector's format:
 * {@code {"time":…,"host":…,"source":…,"sourcetype":…,"index":…,"event":…,"fields":{"id":…}}}, and {@link MetricPoint}s as
 * {@code {…,"event":"metric","fields":{"metric_name:cpu":0.5,"region":"us"}}}, one for each.
 *
 * <p>{@code time} is epoch seconds with three decimals, never in scientific notation. An event without {@code index}
 * goes into the token's default index. A metric has no id: as a dimension it would make a time series of each point.
 *
 * @param defaults          for what an event does not say of itself; {@code null} in it: the member is left out
 * @param metricsIndex      of metrics; {@code null}: that of the other events
 * @param maxMetadataLength most characters of a text that an event says of itself; {@code null}: nothing of it is used
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector">Format
 *      events for HTTP Event Collector</a>
 */
record HecEventWriter(HecMetadata defaults, @Nullable String metricsIndex, @Nullable Integer maxMetadataLength) {

    /**
     * What an event was written as.
     *
     * @param count      of the collector's events
     * @param namesIndex whether the index is one that the event names, and not the endpoint's
     */
    record WrittenEvent(int count, boolean namesIndex) {

        private static final WrittenEvent PLAIN = new WrittenEvent(1, false);
    }

    /**
     * Appends one event.
     *
     * @param event an object as Prospector made it, with {@code id} and {@code timestamp} (RFC 3339)
     * @param maxBytes most bytes that it may take; a histogram, which repeats its dimensions for each bucket, is not
     *        written much further than that
     * @throws UnencodableEventException if the event lacks either, holds something that JSON cannot express, or is too
     *         large
     * @throws IOException thrown by {@code out}
     */
    WrittenEvent write(Map<?, ?> event, ByteArrayOutputStream out, int maxBytes)
            throws IOException, UnencodableEventException {
        BigDecimal time = time(event);
        String id = id(event);
        HecMetadata own = maxMetadataLength == null ? HecMetadata.NONE : HecMetadata.in(event, maxMetadataLength);
        HecMetadata metadata = own.orElse(defaults);
        List<MetricPoint> points = MetricPoint.of(event);
        try (JsonGenerator json = EventJson.generator(out)) {
            if (points.isEmpty()) {
                begin(json, time, metadata, metadata.index());
                writeEvent(json, event, id, metadata);
                json.writeEndObject();
            } else {
                String index = own.index() != null || metricsIndex == null ? metadata.index() : metricsIndex;
                Map<String, String> dimensions = MetricPoint.dimensions(event, maxMetadataLength != null);
                for (MetricPoint point : points) {
                    begin(json, time, metadata, index);
                    writePoint(json, point, dimensions);
                    json.writeEndObject();
                    json.flush();
                    requireAtMost(maxBytes, out);
                }
            }
        } catch (JacksonException e) {
            // Jackson's own message may quote the event.
            throw new UnencodableEventException("cannot be written as JSON (" + e.getClass().getSimpleName() + ")");
        }
        out.write('\n');
        requireAtMost(maxBytes, out);
        return points.size() <= 1 && own.index() == null ? WrittenEvent.PLAIN
                : new WrittenEvent(Math.max(1, points.size()), own.index() != null);
    }

    private static void requireAtMost(int maxBytes, ByteArrayOutputStream out) throws UnencodableEventException {
        if (out.size() > maxBytes) {
            throw new UnencodableEventException("takes " + out.size() + " bytes, above maxContentLength (" + maxBytes
                    + ")");
        }
    }

    private static void begin(JsonGenerator json, BigDecimal time, HecMetadata metadata, @Nullable String index)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("time", time);
        writeUnlessNull(json, "host", metadata.host());
        writeUnlessNull(json, "source", metadata.source());
        writeUnlessNull(json, "sourcetype", metadata.sourceType());
        writeUnlessNull(json, "index", index);
    }

    private static void writeEvent(JsonGenerator json, Map<?, ?> event, String id, HecMetadata metadata)
            throws IOException {
        if (metadata.isComplete()) {
            json.writeObjectFieldStart("event");
            for (Map.Entry<?, ?> member : event.entrySet()) {
                if (!HecMetadata.HEC.equals(member.getKey())) {
                    json.writePOJOField(String.valueOf(member.getKey()), member.getValue());
                }
            }
            json.writeEndObject();
        } else {
            json.writePOJOField("event", event);
        }
        json.writeObjectFieldStart("fields");
        for (Map.Entry<String, Object> field : metadata.fields().entrySet()) {
            json.writePOJOField(field.getKey(), field.getValue());
        }
        json.writeStringField("id", id);
        json.writeEndObject();
    }

    private static void writePoint(JsonGenerator json, MetricPoint point, Map<String, String> dimensions)
            throws IOException {
        json.writeStringField("event", "metric");
        json.writeObjectFieldStart("fields");
        for (Map.Entry<String, Number> value : point.values().entrySet()) {
            json.writePOJOField("metric_name:" + value.getKey(), value.getValue());
        }
        for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
            if (!point.dimensions().containsKey(dimension.getKey())) {
                json.writeStringField(dimension.getKey(), dimension.getValue());
            }
        }
        for (Map.Entry<String, String> dimension : point.dimensions().entrySet()) {
            json.writeStringField(dimension.getKey(), dimension.getValue());
        }
        json.writeEndObject();
    }

    private static void writeUnlessNull(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static BigDecimal time(Map<?, ?> event) throws UnencodableEventException {
        try {
            if (event.get("timestamp") instanceof String timestamp) {
                // With three decimals, BigDecimal's text is a plain decimal however large or small the number.
                return BigDecimal.valueOf(Instant.parse(timestamp).toEpochMilli(), 3);
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw new UnencodableEventException("has a timestamp that is not RFC 3339");
        }
        throw new UnencodableEventException("lacks its timestamp");
    }

    private static String id(Map<?, ?> event) throws UnencodableEventException {
        if (event.get("id") instanceof String id) {
            return id;
        }
        throw new UnencodableEventException("lacks its id");
    }
}
