package io.anivia.rabbitmq.embedded;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.anivia.rabbitmq.LocalBroker;
import org.apache.qpid.server.properties.ConnectionStartProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory, and the broker that is kept running on it.
 *
 * <p>When the store fails (a full disk, an I/O error) Broker-J loses a thread at a time and leaves its clients hanging.
 * So the first such failure closes the broker, which breaks every connection without a confirm, and it is opened again
 * on the same port, for as long as it takes.
 */
final class QpidBroker implements LocalBroker {

    private static final Logger LOG = LoggerFactory.getLogger(QpidBroker.class);
    private static final String NAME = "anivia";
    private static final long REOPEN_SECONDS = 5;

    private final Path directory;
    private final URL configuration;
    private final DirectoryLock lock;
    private final String password = password();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread supervisor = new Thread(task, "anivia-broker-supervisor");
        supervisor.setDaemon(true);
        return supervisor;
    });

    private final int port;
    private @Nullable QpidServer server;
    private boolean closed;

    private QpidBroker(Path directory, URL configuration, DirectoryLock lock) throws Exception {
        this.directory = directory;
        this.configuration = configuration;
        this.lock = lock;
        QpidServer first = open(0);
        this.server = first;
        this.port = first.port();
    }

    /** @see io.anivia.rabbitmq.LocalBrokerFactory#start */
    static QpidBroker start(Path directory, URL configuration) {
        Path absolute = directory.toAbsolutePath().normalize();
        DirectoryLock lock = null;
        try {
            lock = DirectoryLock.take(absolute);
            return new QpidBroker(absolute, configuration, lock);
        } catch (Exception e) {
            IllegalStateException failure = new IllegalStateException(
                    "the embedded broker did not start in " + absolute + ": " + e.getMessage(), e);
            release(lock, failure);
            throw failure;
        }
    }

    private static void release(@Nullable DirectoryLock lock, IllegalStateException failure) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private QpidServer open(int onPort) throws Exception {
        Map<String, String> context = Map.of(
                "qpid.work_dir", directory.toString(),
                "anivia.name", NAME,
                "anivia.password", password,
                "anivia.port", Integer.toString(onPort));
        return QpidServer.open(configuration, context, this::failed);
    }

    private static String password() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        // Nothing in it that would have to be escaped in a URI.
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private void failed(Throwable failure) {
        if (failed.compareAndSet(false, true)) {
            LOG.error("Embedded broker in {}: failed, and is opened again; nothing that it confirmed is lost",
                    directory, failure);
            thread.execute(this::reopen);
        } else {
            LOG.debug("Embedded broker in {}: failed further", directory, failure);
        }
    }

    private synchronized void reopen() {
        if (closed) {
            return;
        }
        closeServer();
        failed.set(false);
        try {
            server = open(port);
            LOG.info("Embedded broker in {}: open again", directory);
        } catch (Exception e) {
            LOG.error("Embedded broker in {}: does not open: {}; trying again in {} s", directory, e.getMessage(),
                    REOPEN_SECONDS);
            thread.schedule(this::reopen, REOPEN_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void closeServer() {
        QpidServer current = server;
        server = null;
        if (current != null) {
            try {
                current.close();
            } catch (Exception e) {
                LOG.warn("Embedded broker in {}: did not close cleanly; what it confirmed is on disk all the same",
                        directory, e);
            }
        }
    }

    @Override
    public String uri() {
        return "amqp://" + NAME + ":" + password + "@127.0.0.1:" + port + "/" + NAME;
    }

    @Override
    public Map<String, Object> clientProperties() {
        // Else it inflates bodies whose content encoding is gzip, to any size, before it delivers them.
        return Map.of(ConnectionStartProperties.QPID_MESSAGE_COMPRESSION_SUPPORTED, "true");
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.shutdownNow();
        closeServer();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("Embedded broker in {}: the lock was not released", directory, e);
        }
    }
}
