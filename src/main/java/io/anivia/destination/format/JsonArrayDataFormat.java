package io.anivia.destination.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.contract.EventJson;

/**
 * Events as an array of JSON, one event too: {@code marshal: {custom: {ref: jsonArray}}}. Thread-safe.
 */
@Singleton
@Named("jsonArray")
public final class JsonArrayDataFormat extends EventDataFormat {

    public JsonArrayDataFormat() {
        super("jsonArray", "application/json");
    }

    @Override
    void write(List<Map<?, ?>> events, OutputStream to) throws IOException {
        to.write(EventJson.write(events));
    }
}
