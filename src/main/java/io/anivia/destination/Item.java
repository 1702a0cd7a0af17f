package io.anivia.destination;

import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.anivia.rabbitmq.Delivery;

/**
 * An event in hand.
 *
 * @param delivery the message, which is acknowledged when the event is delivered, dead or set aside
 * @param attempts failures that were the event's own so far
 */
record Item(Delivery delivery, int attempts) {

    /** What came through the broker was bounded when it came in; here nothing is refused for its size. */
    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE).maxNumberLength(Integer.MAX_VALUE).build())
            .build())
            // The numbers that a client wrote are the numbers that a destination gets.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build().readerFor(new TypeReference<Map<String, Object>>() { });

    static Item of(Delivery delivery) {
        return new Item(delivery, (int) number(delivery, MessageHeaders.ATTEMPTS, 0));
    }

    private static long number(Delivery delivery, String header, long otherwise) {
        return delivery.headers().get(header) instanceof Number value ? value.longValue() : otherwise;
    }

    /** When Elmer received it; epoch milliseconds; now, if a stranger has put it into the queue without saying so. */
    long receivedAt() {
        return number(delivery, MessageHeaders.RECEIVED_AT, System.currentTimeMillis());
    }

    /** When it is to be tried; epoch milliseconds. */
    long notBefore() {
        return number(delivery, MessageHeaders.NOT_BEFORE, 0);
    }

    int sizeBytes() {
        return delivery.body().length;
    }

    /** The event, read anew each time, since a route may change the one it is given. */
    Map<String, Object> event() throws IOException {
        return READER.readValue(delivery.body());
    }
}
