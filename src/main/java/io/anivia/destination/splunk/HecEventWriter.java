package io.anivia.destination.splunk;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in the Event Collector's format:
 * {@code {"time":…,"host":…,"source":…,"sourcetype":…,"index":…,"event":…,"fields":{"id":…}}}.
 *
 * <p>{@code time} is epoch seconds with three decimals, never in scientific notation. An event without {@code index}
 * goes into the token's default index.
 *
 * @param index {@code null}: the member is left out; so are the others
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector">Format
 *      events for HTTP Event Collector</a>
 */
record HecEventWriter(@Nullable String host, @Nullable String source, @Nullable String sourceType,
        @Nullable String index) {

    /**
     * Appends one event.
     *
     * @param event an object as Prospector made it, with {@code id} and {@code timestamp} (RFC 3339)
     * @throws UnencodableEventException if the event lacks either, or holds something that JSON cannot express
     * @throws IOException thrown by {@code out}
     */
    void write(Map<?, ?> event, OutputStream out) throws IOException, UnencodableEventException {
        BigDecimal time = time(event);
        String id = id(event);
        try (JsonGenerator json = EventJson.generator(out)) {
            json.writeStartObject();
            json.writeNumberField("time", time);
            writeUnlessNull(json, "host", host);
            writeUnlessNull(json, "source", source);
            writeUnlessNull(json, "sourcetype", sourceType);
            writeUnlessNull(json, "index", index);
            json.writePOJOField("event", event);
            json.writeObjectFieldStart("fields");
            json.writeStringField("id", id);
            json.writeEndObject();
            json.writeEndObject();
        } catch (JacksonException e) {
            // Jackson's own message may quote the event.
            throw new UnencodableEventException("cannot be written as JSON (" + e.getClass().getSimpleName() + ")");
        }
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
