package io.anivia.broker.connection;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.common.Backoff;
import io.anivia.common.NamedThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that is opened again for as long as it takes.
 *
 * <p>Its owners open their channels when there is a connection: the first time and after a loss alike, so that recovery
 * is not a case of its own. They do so one after the other on one thread, which may block, or side by side, so that a
 * queue whose broker does not answer does not delay the others.
 */
public final class BrokerConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);
    private static final int CLOSE_MILLIS = 1000;

    /** Owns a channel of this connection. */
    public interface ChannelOwner {
        /**
         * Opens a channel, unless the owner has an open one; called for each new connection and after
         * {@link #reopen}, by one thread at a time. If it fails it is called again, later, and not before.
         */
        void onConnected(Connection connection) throws IOException;

        /** Whether the process is not ready while this owner cannot open its channel. */
        default boolean isRequired() {
            return true;
        }

        /** The broker takes no publishes for now; called on the connection's reading thread, which must not block. */
        default void blocked(String reason) {
        }
    }

    /** Opens connections. */
    @FunctionalInterface
    public interface ConnectionOpener {
        Opened open(String name) throws IOException;
    }

    /** @param socket the connection's socket; closing it ends every stuck write */
    public record Opened(Connection connection, Closeable socket) {
    }

    private final String name;
    private final ConnectionOpener opener;
    private final BrokerConfig.Reconnect reconnect;
    private final List<ChannelOwner> users = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread;
    /** Runs {@link ChannelOwner#onConnected}. */
    private final Executor openings;

    private volatile @Nullable Opened current;
    private volatile @Nullable String blocked;
    private volatile String state = "connecting";
    private volatile boolean failing;
    private volatile boolean closed;
    /** Why channels could not be opened, by their owners. */
    private final Map<ChannelOwner, String> refused = new ConcurrentHashMap<>();

    /** Touched by {@link #thread} only, like all that follow. */
    private final Map<ChannelOwner, Integer> refusals = new HashMap<>();
    /** Those whose next attempt is due later. */
    private final Set<ChannelOwner> waiting = new HashSet<>();
    /** Those that are opening their channels, and whether they are to do it once more afterwards. */
    private final Map<ChannelOwner, Boolean> opening = new HashMap<>();
    private int failures;
    private long connectedAt;

    /** Owners open their channels one after the other, in the order in which they are registered. */
    public BrokerConnection(String name, ConnectionOpener opener, BrokerConfig.Reconnect reconnect) {
        this(name, opener, reconnect, Runnable::run);
    }

    /** @param openings runs what opens a channel, which may block; more than one at a time if it has several threads */
    public BrokerConnection(String name, ConnectionOpener opener, BrokerConfig.Reconnect reconnect,
            Executor openings) {
        this.name = name;
        this.openings = openings;
        this.opener = opener;
        this.reconnect = reconnect;
        this.thread = Executors.newSingleThreadScheduledExecutor(NamedThreads.daemons("broker-" + name));
        execute(this::connect);
    }

    public boolean isOpen() {
        Connection connection = connection();
        return connection != null && connection.isOpen();
    }

    /** Whether the connection is open, and each required channel could be opened. */
    public boolean isReady() {
        return isOpen() && refused.keySet().stream().noneMatch(ChannelOwner::isRequired);
    }

    /** Whether there was an attempt to connect, and there is no connection now. */
    public boolean isFailing() {
        return failing;
    }

    /** Why the broker takes no publishes on this connection; {@code null} if it does. */
    public @Nullable String blocked() {
        return blocked;
    }

    /** For health checks: the address it is connected to, or why it is not, or why channels cannot be opened. */
    public String state() {
        return isOpen() && !refused.isEmpty() ? String.join("; ", new TreeSet<>(refused.values())) : state;
    }

    /** The connection of the moment, which may be lost; {@code null} if there is none. */
    public @Nullable Connection connection() {
        Opened opened = current;
        return opened == null ? null : opened.connection();
    }

    public void register(ChannelOwner user) {
        users.add(user);
        reopen(user);
    }

    public void unregister(ChannelOwner user) {
        users.remove(user);
        execute(() -> forget(user));
    }

    /** Has a user open its channel, if there is a connection; else it will be asked when there is one. */
    public void reopen(ChannelOwner user) {
        execute(() -> {
            // A channel that broke while it was being opened asks for a new one as well.
            if (!waiting.contains(user)) {
                openIfConnected(user);
            }
        });
    }

    private void retry(ChannelOwner user) {
        if (waiting.remove(user)) {
            openIfConnected(user);
        }
    }

    private void openIfConnected(ChannelOwner user) {
        Connection connection = connection();
        if (connection != null && connection.isOpen() && users.contains(user)) {
            open(user, connection);
        }
    }

    private void forget(ChannelOwner user) {
        refusals.remove(user);
        refused.remove(user);
        waiting.remove(user);
    }

    private void connect() {
        if (closed) {
            return;
        }
        Opened opened = null;
        try {
            opened = opener.open("anivia-" + name);
            connected(opened);
        } catch (IOException | RuntimeException | Error e) {
            if (opened != null) {
                current = null;
                abort(opened);
            }
            String why = rootMessage(e);
            if (!why.equals(state)) {
                LOG.warn("Broker connection '{}': {}; trying again for as long as it takes", name, why);
            }
            state = why;
            failing = true;
            schedule(this::connect, failures++);
        }
    }

    private void connected(Opened opened) {
        Connection connection = opened.connection();
        current = opened;
        if (closed) {
            // Closed while the connection was being made.
            abort(opened);
            return;
        }
        connectedAt = System.nanoTime();
        failing = false;
        state = "connected to " + connection.getAddress().getHostAddress() + ":" + connection.getPort();
        LOG.info("Broker connection '{}': {}", name, state);
        connection.addBlockedListener(reason -> blocked(opened, reason), () -> unblocked(opened));
        users.forEach(user -> open(user, connection));
        // Last, because it fires at once if the connection is lost already.
        connection.addShutdownListener(cause -> execute(() -> lost(opened, cause)));
    }

    private void blocked(Opened on, String reason) {
        if (current == on) {
            blocked = reason;
            LOG.warn("Broker connection '{}': the broker takes no messages: {}", name, reason);
            users.forEach(user -> user.blocked(reason));
        }
    }

    private void unblocked(Opened on) {
        if (current == on) {
            blocked = null;
            LOG.info("Broker connection '{}': the broker takes messages again", name);
        }
    }

    private void open(ChannelOwner user, Connection connection) {
        if (opening.replace(user, true) != null) {
            return;
        }
        opening.put(user, false);
        try {
            openings.execute(() -> {
                Throwable failure = failureOf(user, connection);
                execute(() -> opened(user, connection, failure));
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Broker connection '{}' is closed", name);
        }
    }

    private static @Nullable Throwable failureOf(ChannelOwner user, Connection connection) {
        try {
            user.onConnected(connection);
            return null;
        } catch (IOException | RuntimeException | Error e) {
            return e;
        }
    }

    private void opened(ChannelOwner user, Connection connection, @Nullable Throwable failure) {
        boolean isOnceMore = Boolean.TRUE.equals(opening.remove(user));
        if (failure == null) {
            forget(user);
        } else if (connection.isOpen() && users.contains(user)) {
            String why = rootMessage(failure);
            if (!why.equals(refused.put(user, why))) {
                LOG.warn("Broker connection '{}': a channel could not be opened: {}; trying again", name, why);
            }
            if (waiting.add(user)) {
                schedule(() -> retry(user), refusals.merge(user, 1, Integer::sum) - 1);
            }
            return;
        }
        if (isOnceMore) {
            openIfConnected(user);
        }
    }

    private void lost(Opened which, ShutdownSignalException cause) {
        if (current != which) {
            return;
        }
        current = null;
        blocked = null;
        failing = true;
        if (closed) {
            return;
        }
        boolean lasted = System.nanoTime() - connectedAt > reconnect.longest().toNanos();
        failures = lasted ? 0 : failures;
        // With a wait: all clients of a broker that accepts and drops connections would reconnect without a pause.
        schedule(this::connect, failures++);
        state = "lost: " + rootMessage(cause);
        LOG.warn("Broker connection '{}' {}", name, state);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    private void schedule(Runnable task, int failuresBefore) {
        Duration wait = Backoff.fullJitter(reconnect.first(), reconnect.longest(), failuresBefore);
        try {
            thread.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Broker connection '{}' is closed", name);
        }
    }

    /** Runs a task on the thread that opens and closes channels; a closed connection drops it. */
    public void execute(Runnable task) {
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
        Opened opened = current;
        if (opened != null) {
            abort(opened);
        }
    }

    /** Closes the connection by the protocol, or the socket itself if a stuck write holds that up. */
    private void abort(Opened opened) {
        Thread orderly = NamedThreads.daemons("broker-close-" + name).newThread(
                () -> opened.connection().abort(CLOSE_MILLIS));
        orderly.start();
        try {
            orderly.join(2 * CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            opened.socket().close();
        } catch (IOException e) {
            LOG.debug("Broker connection '{}' was closed already", name, e);
        }
    }
}
