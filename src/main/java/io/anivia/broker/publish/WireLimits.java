package io.anivia.broker.publish;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.rabbitmq.client.impl.Frame;
import io.anivia.broker.connection.BrokerException;
import org.jspecify.annotations.Nullable;

/**
 * What AMQP 0-9-1 can carry next to a body. A message beyond it must be refused before it is written: found out later
 * it costs the channel, and with it every other message in flight.
 */
public final class WireLimits {

    /** Bytes of a short string in UTF-8 (AMQP 0-9-1, 4.2.5.3). */
    private static final int SHORT_STRING_BYTES = 255;
    /** All properties must fit one frame; brokers negotiate 128 KiB, Broker-J 64 KiB. */
    private static final int PROPERTIES_BYTES = 60_000;
    private static final int BYTES_OF_A_CHAR = 3;

    private WireLimits() {
    }

    /** @throws BrokerException.Unsendable if the message can never be published */
    public static void check(OutboundMessage message) throws BrokerException.Unsendable {
        shortString("exchange", message.exchange());
        shortString("routing key", message.routingKey());
        shortString("content type", message.contentType());
        shortString("content encoding", message.contentEncoding());
        for (String name : message.headers().keySet()) {
            shortString("header name", name);
        }
        long size = tableBytes(message.headers());
        if (size > PROPERTIES_BYTES) {
            throw new BrokerException.Unsendable("headers of " + size + " bytes; at most " + PROPERTIES_BYTES
                    + " can be sent");
        }
    }

    private static void shortString(String what, @Nullable String value) throws BrokerException.Unsendable {
        if (value != null && value.length() > SHORT_STRING_BYTES / BYTES_OF_A_CHAR
                && value.getBytes(StandardCharsets.UTF_8).length > SHORT_STRING_BYTES) {
            throw new BrokerException.Unsendable("a " + what + " of " + value.length() + " characters; at most "
                    + SHORT_STRING_BYTES + " bytes can be sent");
        }
    }

    private static long tableBytes(Map<String, Object> headers) throws BrokerException.Unsendable {
        try {
            return Frame.tableSize(headers);
        } catch (IllegalArgumentException | UnsupportedEncodingException e) {
            throw new BrokerException.Unsendable("a header has a value of a type that AMQP does not have");
        }
    }
}
