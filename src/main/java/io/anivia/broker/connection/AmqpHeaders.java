package io.anivia.broker.connection;

import java.util.Date;
import java.util.HashMap;
import java.util.Map;

import com.rabbitmq.client.LongString;
import org.jspecify.annotations.Nullable;

/** AMQP 0-9-1 field tables to plain Java values and back. */
public final class AmqpHeaders {

    private AmqpHeaders() {
    }

    public static Map<String, Object> read(@Nullable Map<String, Object> table) {
        Map<String, Object> headers = new HashMap<>();
        if (table != null) {
            table.forEach((name, value) -> headers.put(name, value instanceof LongString ? value.toString() : value));
        }
        return headers;
    }

    /** Whether a value has a type of its own on the wire. */
    public static boolean isWritable(@Nullable Object value) {
        return value instanceof String || value instanceof Long || value instanceof Integer || value instanceof Boolean
                || value instanceof Date || value instanceof Double || value instanceof Short || value instanceof Byte
                || value instanceof Float || value instanceof byte[];
    }
}
