package io.anivia.destination.ndjson;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Writes newline-delimited JSON: one object a line, UTF-8, a line feed after each.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">the format</a>
 */
final class Ndjson {

    private static final ObjectWriter WRITER = JsonMapper.builder().build().writer();

    private Ndjson() {
    }

    /**
     * The events as lines, in their order.
     *
     * @throws JsonProcessingException if an event holds what JSON cannot say
     */
    static byte[] lines(List<? extends Map<?, ?>> events) throws JsonProcessingException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(events.size() * 1024);
        for (Map<?, ?> event : events) {
            lines.writeBytes(WRITER.writeValueAsBytes(event));
            lines.write('\n');
        }
        return lines.toByteArray();
    }
}
