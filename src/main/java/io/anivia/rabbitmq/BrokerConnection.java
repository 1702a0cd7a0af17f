package io.anivia.rabbitmq;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that is opened again for as long as it takes.
 *
 * <p>Its users open their channels when told that there is a connection: the first time and after a loss alike, so
 * that recovery is not a case of its own. All opening is done on one thread, which may block.
 */
final class BrokerConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);

    /** Somebody with a channel. */
    interface User {
        /** Opens a new channel; called for each new connection and after {@link #reopen}. */
        void opened(Connection connection) throws IOException;
    }

    /** Opens connections. */
    @FunctionalInterface
    interface Opener {
        Connection open(String name) throws IOException;
    }

    private final String name;
    private final Opener opener;
    private final BrokerConfig.Reconnect reconnect;
    private final List<User> users = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread;

    private volatile @Nullable Connection current;
    private volatile @Nullable String blocked;
    private volatile String state = "connecting";
    private volatile boolean closed;
    private int failures;

    BrokerConnection(String name, Opener opener, BrokerConfig.Reconnect reconnect) {
        this.name = name;
        this.opener = opener;
        this.reconnect = reconnect;
        this.thread = Executors.newSingleThreadScheduledExecutor(Threads.daemons("broker-" + name));
        thread.execute(this::connect);
    }

    boolean isOpen() {
        Connection connection = current;
        return connection != null && connection.isOpen();
    }

    /** Why the broker takes no publishes on this connection; {@code null} if it does. */
    @Nullable String blocked() {
        return blocked;
    }

    /** For people: connected to whom, or why not. */
    String state() {
        return state;
    }

    @Nullable Connection connection() {
        return current;
    }

    void join(User user) {
        users.add(user);
        reopen(user);
    }

    void leave(User user) {
        users.remove(user);
    }

    /** Has a user open its channel again, if there is a connection; else it will be asked when there is one. */
    void reopen(User user) {
        execute(() -> {
            Connection connection = current;
            if (connection != null && connection.isOpen() && users.contains(user)) {
                open(user, connection);
            }
        });
    }

    private void connect() {
        if (closed) {
            return;
        }
        try {
            Connection connection = opener.open("anivia-" + name);
            connection.addBlockedListener(reason -> blocked = reason, () -> blocked = null);
            blocked = null;
            current = connection;
            state = "connected to " + connection.getAddress().getHostAddress() + ":" + connection.getPort();
            failures = 0;
            LOG.info("Broker connection '{}': {}", name, state);
            users.forEach(user -> open(user, connection));
            // Last, because it fires at once if the connection is lost already.
            connection.addShutdownListener(cause -> execute(() -> lost(cause)));
        } catch (IOException | RuntimeException e) {
            String why = rootMessage(e);
            if (!why.equals(state)) {
                LOG.warn("Broker connection '{}': {}; trying again for as long as it takes", name, why);
            }
            state = why;
            schedule(this::connect);
        }
    }

    private void open(User user, Connection connection) {
        try {
            user.opened(connection);
        } catch (IOException | RuntimeException e) {
            if (connection.isOpen()) {
                LOG.warn("Broker connection '{}': a channel could not be opened: {}; trying again", name,
                        rootMessage(e));
                schedule(() -> reopen(user));
            }
        }
    }

    private void lost(ShutdownSignalException cause) {
        current = null;
        if (closed) {
            return;
        }
        state = "lost: " + rootMessage(cause);
        LOG.warn("Broker connection '{}' {}", name, state);
        connect();
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    private void schedule(Runnable task) {
        long wait = Backoff.fullJitter(reconnect.first(), reconnect.longest(), failures++).toMillis();
        try {
            thread.schedule(task, wait, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Broker connection '{}' is closed", name);
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("Broker connection '{}' is closed", name);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        Connection connection = current;
        if (connection != null) {
            connection.abort(1000);
        }
    }
}
