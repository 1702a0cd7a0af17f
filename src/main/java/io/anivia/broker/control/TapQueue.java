package io.anivia.broker.control;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import org.jspecify.annotations.Nullable;

/**
 * Receives what other processes show to a live tap of this one, in a queue that goes with the connection and is made
 * again after a reconnect. The queue is bounded, and the broker drops the oldest line of a full one.
 */
public final class TapQueue implements BrokerConnection.ChannelOwner, AutoCloseable {

    private static final String PREFIX = "anivia.tap.";
    private static final Map<String, Object> BOUNDS =
            Map.of("x-max-length", 1000, "x-max-length-bytes", 16 << 20, "x-overflow", "drop-head");

    private final String queue;
    private final BrokerConnection connection;
    private final Consumer<byte[]> lines;
    private volatile boolean isClosed;
    private volatile @Nullable Channel channel;

    /**
     * @param id    of the tap, fit for the name of a queue
     * @param lines called in turn, on a thread of the connection's; must not block
     */
    public TapQueue(String id, BrokerConnection connection, Consumer<byte[]> lines) {
        this.queue = name(id);
        this.connection = connection;
        this.lines = lines;
    }

    static String name(String id) {
        return PREFIX + id;
    }

    /** What is seen of other processes only. */
    @Override
    public boolean isRequired() {
        return false;
    }

    @Override
    public void onConnected(Connection on) throws IOException {
        Channel current = channel;
        if (isClosed || current != null && current.isOpen()) {
            return;
        }
        Channel opened = Channels.open(on);
        try {
            opened.queueDeclare(queue, false, true, true, BOUNDS);
            // Without acknowledgements: a line that is lost was one of many.
            opened.basicConsume(queue, true, (tag, delivery) -> lines.accept(delivery.getBody()),
                    tag -> connection.execute(() -> Channels.abort(opened)));
        } catch (IOException | RuntimeException e) {
            Channels.abort(opened);
            throw e;
        }
        channel = opened;
        opened.addShutdownListener(cause -> connection.reopen(this));
        if (isClosed) {
            Channels.abort(opened);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        connection.unregister(this);
        Channel current = channel;
        if (current != null) {
            connection.execute(() -> Channels.abort(current));
        }
    }
}
