package io.anivia.broker.publish;

import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.anivia.broker.batch.MessageBatch;
import io.anivia.broker.connection.CorkableSocket;
import org.jspecify.annotations.Nullable;

/** Puts messages on the wire: persistent, and told from each other by their sequence numbers. */
record MessageWriter(boolean mandatory) {

    private static final int PERSISTENT = 2;

    /**
     * Writes messages, each list as one.
     *
     * @param first the sequence number of the first
     * @throws IOException if the channel is gone, perhaps halfway
     */
    void write(Channel to, List<List<OutboundMessage>> batches, long first) throws IOException {
        try {
            for (int i = 0; i < batches.size(); i++) {
                CorkableSocket.moreFollow(i < batches.size() - 1);
                writeAsOne(to, batches.get(i), first + i);
            }
        } finally {
            CorkableSocket.moreFollow(false);
        }
    }

    private void writeAsOne(Channel to, List<OutboundMessage> messages, long sequence) throws IOException {
        OutboundMessage message = messages.get(0);
        if (messages.size() == 1) {
            to.basicPublish(message.exchange(), message.routingKey(), mandatory, properties(message.contentType(),
                    message.contentEncoding(), message.headers(), sequence), message.body());
        } else {
            to.basicPublish(message.exchange(), message.routingKey(), mandatory, properties(MessageBatch.CONTENT_TYPE, null,
                    Map.of(MessageBatch.HEADER, messages.size()), sequence), MessageBatch.write(messages));
        }
    }

    private static AMQP.BasicProperties properties(@Nullable String contentType, @Nullable String contentEncoding,
            Map<String, Object> headers, long sequence) {
        return new AMQP.BasicProperties.Builder()
                .deliveryMode(PERSISTENT)
                .contentType(contentType)
                .contentEncoding(contentEncoding)
                .headers(headers)
                // A returned message is told from its neighbours by this alone.
                .correlationId(Long.toString(sequence))
                .timestamp(new Date())
                .build();
    }
}
