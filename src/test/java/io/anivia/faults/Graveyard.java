package io.anivia.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.anivia.fakes.RabbitNode;


/** Takes dead letters and rejected payloads out of their queues, and counts what waits in the others. */
final class Graveyard {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern UNREADABLE_ID = Pattern.compile("not JSON ([\\w-]+)");

    private static final int MARK_WITHIN = 256;
    /** A machine that is busy with a fault answers late, and that is no failure of what is counted. */
    private static final int PATIENT_MS = 60_000;

    private final ConnectionFactory factory = new ConnectionFactory();

    /** Talks to the node itself, not over the network that is cut. */
    Graveyard(RabbitNode node) {
        factory.setHost("127.0.0.1");
        factory.setPort(node.port());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setHandshakeTimeout(PATIENT_MS);
        factory.setConnectionTimeout(PATIENT_MS);
        factory.setChannelRpcTimeout(PATIENT_MS);
    }

    /** Enters into the ledger what is there, and takes it away. */
    void readInto(Ledger ledger) throws Exception {
        try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
            for (Sink sink : Sink.values()) {
                empty(channel, "anivia.dead." + sink.destination(), body -> ledger.dead(sink, idOf(body)));
            }
            empty(channel, "anivia.rejected", body -> ledger.rejected(unreadableIdOf(body)));
        }
    }

    /** Messages that wait anywhere on the way; those that are with a consumer are not counted. */
    long waiting() throws Exception {
        try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
            long sum = channel.messageCount("anivia.collected");
            for (Sink sink : Sink.values()) {
                sum += channel.messageCount("anivia.to." + sink.destination());
                sum += channel.messageCount("anivia.retry." + sink.destination());
            }
            return sum;
        }
    }

    /** Messages that wait for one destination; those that are with a consumer are not counted. */
    long waiting(Sink sink) throws Exception {
        return waiting("anivia.to." + sink.destination()) + waiting("anivia.retry." + sink.destination());
    }

    /** Messages that wait in one queue. */
    long waiting(String queue) throws Exception {
        try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
            return channel.messageCount(queue);
        }
    }

    private static void empty(Channel channel, String queue, Consumer<byte[]> reader) throws IOException {
        for (GetResponse message = channel.basicGet(queue, false); message != null;
                message = channel.basicGet(queue, false)) {
            reader.accept(message.getBody());
            channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
        }
    }

    private static String idOf(byte[] event) {
        try {
            return MAPPER.readTree(event).path("id").asText();
        } catch (IOException e) {
            throw new IllegalStateException("a dead letter is not the event that it was", e);
        }
    }

    /** Inflated, if it is gzip. */
    private static byte[] beginning(byte[] payload) {
        if (payload.length < 2 || payload[0] != 0x1f) {
            return payload;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(payload))) {
            return in.readNBytes(MARK_WITHIN);
        } catch (IOException e) {
            throw new IllegalStateException("a rejected payload is not the gzip that it was", e);
        }
    }

    private static String unreadableIdOf(byte[] payload) {
        Matcher matcher = UNREADABLE_ID.matcher(new String(beginning(payload), UTF_8));
        return matcher.find() ? matcher.group(1) : "?";
    }
}
