package io.anivia.broker.embedded;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.anivia.broker.EmbeddedBroker;
import io.anivia.common.DirectoryLock;
import org.apache.qpid.server.properties.ConnectionStartProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory and the broker that runs on it. */
final class QpidBroker implements EmbeddedBroker {

    private static final String TAKEN = "another broker is running there; stop it, or give this one a directory"
            + " of its own (anivia.broker.embedded.dir)";
    private static final Logger LOG = LoggerFactory.getLogger(QpidBroker.class);
    /** The virtual host, and the only user. */
    private static final String NAME = "anivia";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    /** A broker that has lost threads does not close: its connections wait for those. */
    private static final Duration CLOSE_TIMEOUT_FAILED = Duration.ofSeconds(1);

    private final Path directory;
    private final DirectoryLock lock;
    private final String password = password();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final QpidServer server;

    private QpidBroker(Path directory, URL configuration, DirectoryLock lock, Runnable onFailure)
            throws Exception {
        this.directory = directory;
        this.lock = lock;
        Map<String, String> context = Map.of(
                "qpid.work_dir", directory.toString(),
                "anivia.name", NAME,
                "anivia.password", password);
        this.server = QpidServer.open(configuration, context, failure -> failed(failure, onFailure));
    }

    /**
     * As {@link io.anivia.rabbitmq.LocalBrokerFactory#start}.
     *
     * @param configuration Broker-J's initial configuration (JSON)
     * @param onFailure run once if the broker breaks, on a thread of its own
     */
    static QpidBroker start(Path directory, URL configuration, Runnable onFailure) {
        Path absolute = directory.toAbsolutePath().normalize();
        DirectoryLock lock = null;
        try {
            lock = DirectoryLock.take(absolute, TAKEN);
            return new QpidBroker(absolute, configuration, lock, onFailure);
        } catch (Exception e) {
            IllegalStateException failure = new IllegalStateException(
                    "the embedded broker does not start in " + absolute + ": " + e.getMessage(), e);
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

    private static String password() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        // Nothing in it that would have to be escaped in a URI.
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private void failed(Throwable failure, Runnable onFailure) {
        if (failed.compareAndSet(false, true)) {
            LOG.error("The embedded broker in {} is broken; what it confirmed is on disk",
                    directory, failure);
            onFailure.run();
        } else {
            LOG.debug("The embedded broker in {} has lost a further thread", directory, failure);
        }
    }

    @Override
    public String uri() {
        return "amqp://" + NAME + ":" + password + "@127.0.0.1:" + server.port() + "/" + NAME;
    }

    @Override
    public Map<String, Object> clientProperties() {
        // Else it inflates a body whose content encoding is gzip, to whatever size, before delivering it.
        return Map.of(ConnectionStartProperties.QPID_MESSAGE_COMPRESSION_SUPPORTED, "true");
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (lock) {
            server.close(failed.get() ? CLOSE_TIMEOUT_FAILED : CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("The embedded broker in {} did not close cleanly; what it confirmed is on disk all the same",
                    directory, e);
        }
    }
}
