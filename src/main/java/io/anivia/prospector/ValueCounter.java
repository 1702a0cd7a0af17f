package io.anivia.prospector;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the memory that a payload and each of its events take, here and wherever an event is read again, by the number
 * of their values: objects, arrays, strings, numbers, {@code true}, {@code false} and {@code null}.
 *
 * <p>The length of the text does not bound it: an object in memory is 35 times as large as the six characters that it
 * may be read from. What is skipped becomes no object and is not counted. For one payload; not thread-safe.
 */
final class ValueCounter {

    private final PayloadLimits limits;
    private long payloadValues;
    private int eventValues;

    ValueCounter(PayloadLimits limits) {
        this.limits = limits;
    }

    /** @throws UnreadablePayloadException if the payload has more values with these than it may have */
    void add(long values) throws UnreadablePayloadException {
        payloadValues += values;
        if (payloadValues > limits.maxValues()) {
            throw new UnreadablePayloadException(
                    "more than " + limits.maxValues() + " values (anivia.prospector.max-values)");
        }
    }

    /** How many more values the payload may have. */
    int left() {
        return (int) (limits.maxValues() - payloadValues);
    }

    /** How many values an event may have in this payload. */
    int mostInEvent() {
        return Math.min(limits.maxEventValues(), left());
    }

    /** An event, or a member of the shared context, begins. */
    void begin() {
        eventValues = 0;
    }

    /** How many values there were since it began. */
    int sinceBegin() {
        return eventValues;
    }

    /** @throws StreamConstraintsException if an event with so many values would have more than it may have */
    void requireRoomInEvent(long values) throws StreamConstraintsException {
        if (values > limits.maxEventValues()) {
            throw new StreamConstraintsException("more than " + limits.maxEventValues()
                    + " values in one event (anivia.prospector.max-event-values)");
        }
    }

    /** Counts what is read with this parser from now on; it throws what the other methods throw. */
    JsonParser count(JsonParser parser) {
        return new JsonParserDelegate(parser) {
            @Override
            public @Nullable JsonToken nextToken() throws IOException {
                JsonToken token = super.nextToken();
                if (token != null && (token.isScalarValue() || token.isStructStart())) {
                    add(1);
                    requireRoomInEvent(++eventValues);
                }
                return token;
            }
        };
    }
}
