package io.anivia.broker.publish;

import java.io.IOException;
import java.util.Date;
import java.util.List;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.anivia.broker.connection.CorkableSocket;

/** Puts messages on the wire: persistent, mandatory, and distinguished by their sequence numbers. */
final class MessageWriter {

    private static final int PERSISTENT = 2;

    private MessageWriter() {
    }

    /**
     * Writes messages.
     *
     * @param first the sequence number of the first
     * @throws IOException if the channel is gone, perhaps halfway
     */
    static void write(Channel to, List<OutboundMessage> messages, long first) throws IOException {
        try {
            for (int i = 0; i < messages.size(); i++) {
                CorkableSocket.moreFollow(i < messages.size() - 1);
                OutboundMessage message = messages.get(i);
                to.basicPublish(message.exchange(), message.routingKey(), true, properties(message, first + i),
                        message.body());
            }
        } finally {
            CorkableSocket.moreFollow(false);
        }
    }

    private static AMQP.BasicProperties properties(OutboundMessage message, long sequence) {
        return new AMQP.BasicProperties.Builder()
                .deliveryMode(PERSISTENT)
                .contentType(message.contentType())
                .contentEncoding(message.contentEncoding())
                .headers(message.headers())
                // Tells which message the broker has returned.
                .correlationId(Long.toString(sequence))
                .timestamp(new Date())
                .build();
    }
}
