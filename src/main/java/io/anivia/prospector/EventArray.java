package io.anivia.prospector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.anivia.contract.EventJson;
import io.anivia.contract.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * A member of a record that has its events, and the members beside it, which are context of each of them: a part that is
 * rejected takes them along, so that a replay reads it as it would have been read. Each record has its own, and two are
 * never equal. Not thread-safe.
 */
final class EventArray {

    private final String name;
    private final Map<String, @Nullable Object> beside;
    private byte @Nullable [] context;

    /** @param beside the members of the record; they are complete when the record has been read */
    EventArray(String name, Map<String, @Nullable Object> beside) {
        this.name = name;
        this.beside = beside;
    }

    /**
     * Writes down what is beside it, once: reading events takes members away that are not to travel on.
     *
     * @param keys where write keys are, which go no further
     */
    void keepContext(List<FieldPath> keys) {
        if (context == null) {
            Map<String, @Nullable Object> kept = new LinkedHashMap<>(beside);
            keys.forEach(path -> path.removeFrom(kept));
            context = kept.isEmpty() ? new byte[0] : json(kept);
        }
    }

    /** Whether there is something beside it that has been kept. */
    boolean hasContext() {
        return context != null && context.length > 0;
    }

    /** A record with its context, and with these events alone. */
    byte[] around(List<byte[]> events) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        byte[] empty = json(Map.of(name, List.of()));
        record.write(empty, 0, empty.length - "]}".length());
        for (int at = 0; at < events.size(); at++) {
            if (at > 0) {
                record.write(',');
            }
            record.writeBytes(events.get(at));
        }
        record.write(']');
        if (context != null && context.length > 0) {
            record.write(',');
            record.write(context, 1, context.length - 1);
        } else {
            record.write('}');
        }
        return record.toByteArray();
    }

    private static byte[] json(Map<String, ?> object) {
        try {
            return EventJson.write(object);
        } catch (IOException e) {
            throw new UncheckedIOException("what was JSON has JSON", e);
        }
    }
}
