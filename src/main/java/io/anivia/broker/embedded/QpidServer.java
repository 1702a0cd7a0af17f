package io.anivia.broker.embedded;

import java.lang.reflect.Field;
import java.net.URL;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.security.auth.Subject;

import org.apache.qpid.server.configuration.updater.TaskExecutor;
import org.apache.qpid.server.configuration.updater.TaskExecutorImpl;
import org.apache.qpid.server.logging.EventLogger;
import org.apache.qpid.server.logging.LoggingMessageLogger;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.BrokerImpl;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.security.SubjectExecutionContext;
import org.apache.qpid.server.security.auth.TaskPrincipal;
import org.apache.qpid.server.store.MemorySystemConfigImplFactory;

/**
 * Broker-J itself, from its configuration to its port. Does what Broker-J's own {@code SystemLauncher} does, which
 * prints failures instead of throwing them and needs a {@code classpath:} URL handler on the system class path.
 */
final class QpidServer {

    private static final Duration ABANDON_TIMEOUT = Duration.ofSeconds(10);

    /**
     * The store's own logging, kept off. Broker-J sends it through SLF4J, which under JBoss LogManager leads back to
     * the same logger, until the stack overflows. What matters comes as an exception as well.
     */
    private static final Logger STORE_LOGGER = Logger.getLogger("com.sleepycat.je");

    static {
        STORE_LOGGER.setLevel(Level.OFF);
    }

    private final SystemConfig<?> system;
    private final int port;

    private QpidServer(SystemConfig<?> system, Broker<?> broker) {
        this.system = system;
        this.port = broker.getPorts().iterator().next().getBoundPort();
    }

    /**
     * Opens the broker and waits for it.
     *
     * @param configuration Broker-J's initial configuration (JSON)
     * @param context what the configuration refers to as <code>${…}</code>
     * @param onFailure told of anything that ended one of the broker's threads; that broker is not to be trusted
     *        further. Called on the dying thread, possibly many times
     * @throws Exception whatever kept it from starting
     */
    static QpidServer open(URL configuration, Map<String, String> context, Consumer<Throwable> onFailure)
            throws Exception {
        // Broker-J leaves it to the default handler to halt the JVM when a thread dies; its threads inherit this group.
        ThreadGroup group = new ThreadGroup("anivia-broker") {
            @Override
            public void uncaughtException(Thread thread, Throwable failure) {
                onFailure.accept(failure);
            }
        };
        FutureTask<QpidServer> opening = new FutureTask<>(() -> open(configuration, context));
        Thread opener = new Thread(group, opening, "anivia-broker-start");
        // Its plugins are found through the context class loader, which all its threads inherit too.
        opener.setContextClassLoader(QpidServer.class.getClassLoader());
        opener.start();
        try {
            return opening.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static QpidServer open(URL configuration, Map<String, String> context) throws Exception {
        Principal principal = new TaskPrincipal("anivia");
        Map<String, Object> attributes = Map.of(
                SystemConfig.INITIAL_CONFIGURATION_LOCATION, configuration.toString(),
                SystemConfig.STARTUP_LOGGED_TO_SYSTEM_OUT, false,
                Broker.PREFERENCE_STORE_ATTRIBUTES, Map.of("type", "Noop"),
                SystemConfig.CONTEXT, context);
        Subject subject = new Subject(true, Set.of(principal), Set.of(), Set.of());
        return SubjectExecutionContext.withSubject(subject, () -> {
            TaskExecutor tasks = new TaskExecutorImpl();
            tasks.start();
            SystemConfig<?> system = new MemorySystemConfigImplFactory().newInstance(tasks,
                    new EventLogger(new LoggingMessageLogger(true)), principal, attributes);
            try {
                system.open();
                Broker<?> broker = (Broker<?>) system.getContainer();
                removeShutdownHook(broker);
                return new QpidServer(system, broker);
            } catch (Exception e) {
                abandon(system, e);
                throw e;
            }
        });
    }

    /**
     * Removes the shutdown hook that would close the broker at SIGTERM, before its clients have finished. Broker-J has
     * no setting for it.
     */
    private static void removeShutdownHook(Broker<?> broker) throws ReflectiveOperationException {
        Field hook = BrokerImpl.class.getDeclaredField("_shutdownHook");
        hook.setAccessible(true);
        Runtime.getRuntime().removeShutdownHook((Thread) hook.get(broker));
    }

    int port() {
        return port;
    }

    /** @throws Exception if it does not close cleanly and in time */
    void close(Duration timeout) throws Exception {
        close(system, timeout);
    }

    private static void close(SystemConfig<?> system, Duration timeout) throws Exception {
        system.closeAsync().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void abandon(SystemConfig<?> system, Exception cause) {
        try {
            close(system, ABANDON_TIMEOUT);
        } catch (Exception e) {
            cause.addSuppressed(e);
        }
    }
}
