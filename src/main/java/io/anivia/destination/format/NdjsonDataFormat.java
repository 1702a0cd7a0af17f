package io.anivia.destination.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.contract.EventJson;

/**
 * Events as lines of JSON: {@code marshal: {custom: {ref: ndjson}}}. Thread-safe.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">the format</a>
 */
@Singleton
@Named("ndjson")
public final class NdjsonDataFormat extends EventDataFormat {

    public NdjsonDataFormat() {
        super("ndjson", "application/x-ndjson");
    }

    @Override
    void write(List<Map<?, ?>> events, OutputStream to) throws IOException {
        for (Map<?, ?> event : events) {
            to.write(EventJson.write(event));
            to.write('\n');
        }
    }
}
