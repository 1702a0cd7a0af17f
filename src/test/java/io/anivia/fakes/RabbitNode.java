package io.anivia.fakes;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A RabbitMQ node of one's own, to stop, kill and choke.
 *
 * <p>It has its own ports, port mapper, cookie, configuration, data and logs under a temporary directory, listens on
 * loopback only, has the plugins it was asked for and no others, and touches no other node on the machine. It runs as
 * the current user. {@link #close} ends every process it started and deletes its directory; so does the JVM when it
 * ends in order.
 *
 * <p>One thread at a time may use it.
 */
public final class RabbitNode implements AutoCloseable {

    private static final Duration STARTING = Duration.ofSeconds(60);
    private static final Duration STOPPING = Duration.ofSeconds(30);
    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final byte[] AMQP_0_9_1 = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    /** A port that was free may be taken, by any program, until the node listens on it. */
    private static final int MOST_PORTS_TRIED = 3;
    private static final String PORT_TAKEN = "eaddrinuse";

    private static @Nullable RabbitNode shared;

    private final RabbitInstallation installation;
    private final PortMapper portMapper;
    private final boolean alone;
    private final String name;
    private final RabbitFiles files;
    private final Thread hook = new Thread(this::killAll, "rabbit-node-shutdown");
    private @Nullable Process script;
    private List<ProcessHandle> processes = List.of();

    /** @param alone whether the port mapper is this node's own, and ends with it */
    private RabbitNode(RabbitInstallation installation, PortMapper portMapper, boolean alone, String name,
            int amqpPort, String cookie, List<String> plugins) throws IOException {
        this.installation = installation;
        this.portMapper = portMapper;
        this.alone = alone;
        this.name = name;
        files = RabbitFiles.create(name, portMapper.port(), amqpPort, cookie, plugins);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A node of a cluster, not started yet. */
    static RabbitNode member(RabbitInstallation installation, PortMapper portMapper, String name, String cookie)
            throws IOException {
        return new RabbitNode(installation, portMapper, false, name, RabbitFiles.freePort(), cookie, List.of());
    }

    /** Why there can be no node on this machine; empty if there can. For JUnit's assumptions. */
    public static Optional<String> whyNotAvailable() {
        return RabbitInstallation.whyNot();
    }

    /**
     * Starts a node and waits until it takes AMQP connections.
     *
     * @param plugins names of plugins to be enabled, of those that come with RabbitMQ
     * @throws IllegalStateException if RabbitMQ is not installed or ends at once
     * @throws org.awaitility.core.ConditionTimeoutException if it is not ready within a minute
     */
    public static RabbitNode create(String... plugins) {
        return create(RabbitFiles::freePort, plugins);
    }

    /** @param amqpPorts called for a port, and for another one if that is taken */
    static RabbitNode create(IntSupplier amqpPorts, String... plugins) {
        RabbitInstallation installation = RabbitInstallation.find()
                .orElseThrow(() -> new IllegalStateException(whyNotAvailable().orElse("RabbitMQ is gone")));
        for (int tried = 1;; tried++) {
            RabbitNode node = alone(installation, amqpPorts.getAsInt(), plugins);
            try {
                node.start();
                return node;
            } catch (RuntimeException e) {
                node.close();
                if (tried == MOST_PORTS_TRIED || !String.valueOf(e.getMessage()).contains(PORT_TAKEN)) {
                    throw e;
                }
            }
        }
    }

    private static RabbitNode alone(RabbitInstallation installation, int amqpPort, String... plugins) {
        try {
            return new RabbitNode(installation, new PortMapper(installation), true, "anivia@localhost", amqpPort,
                    UUID.randomUUID().toString(), List.of(plugins));
        } catch (IOException e) {
            throw new UncheckedIOException("no RabbitMQ node", e);
        }
    }

    /**
     * A node that tests share which leave it as it is and use queues with names of their own. The first call starts it;
     * {@link #close} has no effect on it, and it ends with the JVM.
     */
    public static synchronized RabbitNode shared() {
        RabbitNode node = shared;
        if (node == null) {
            node = create();
            shared = node;
        }
        return node;
    }

    private static synchronized boolean isShared(RabbitNode node) {
        return node == shared;
    }

    /** Its name among Erlang's nodes. */
    public String name() {
        return name;
    }

    /** {@code amqp://guest:guest@127.0.0.1:<port>}; the same over stop and start. */
    public String uri() {
        return "amqp://guest:guest@127.0.0.1:" + files.amqpPort();
    }

    /** The AMQP port. */
    public int port() {
        return files.amqpPort();
    }

    /** Where the node's logs are, until it is closed. */
    public Path logDirectory() {
        return files.path("log");
    }

    /**
     * Starts the node again after {@link #stop} or {@link #kill}, with the data it had, and waits until it is ready.
     * No effect if it runs.
     */
    public void start() {
        launch();
        awaitReady();
    }

    /** Starts the node and does not wait. */
    void launch() {
        if (isRunning()) {
            return;
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(installation.server().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(files.path("server.out").toFile()));
            builder.environment().putAll(files.environment());
            script = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("rabbitmq-server does not start", e);
        }
    }

    void awaitReady() {
        await("RabbitMQ to be ready").pollInterval(Duration.ofMillis(100)).pollInSameThread().atMost(STARTING)
                .until(() -> takesConnections() || !isRunning());
        if (!isRunning()) {
            throw new IllegalStateException("RabbitMQ ended at once:\n" + output());
        }
        processes = family();
    }

    /** Forgets what it has and becomes a member of another node's cluster. */
    void join(RabbitNode other) {
        stopApp();
        ctl("join_cluster", other.name);
        startApp();
        awaitReady();
    }

    /** Shuts the node down in good order, keeping its data. */
    public void stop() {
        end(ProcessHandle::destroy);
    }

    /**
     * Kills the node as a crash would (kill -9), keeping whatever was on disk.
     *
     * <p>RabbitMQ 3.10 keeps its list of quorum queues in memory for some seconds. A queue declared just before a crash
     * stays without a leader for ever, and its confirmed messages are gone: {@link #settle} after declaring.
     */
    public void kill() {
        end(ProcessHandle::destroyForcibly);
    }

    /** Makes the node write down which quorum queues it has, as it does by itself within seconds. */
    public void settle() {
        ctl("eval", "[dets:sync(Table) || Table <- dets:all()].");
    }

    /** Stops RabbitMQ inside the node (connections close, the port is refused) but not the node: fast. */
    public void stopApp() {
        ctl("stop_app");
    }

    /** Starts RabbitMQ inside the node again. */
    public void startApp() {
        ctl("start_app");
    }

    /** Raises the memory alarm: the node blocks every connection that publishes. */
    public void raiseMemoryAlarm() {
        ctl("set_vm_memory_high_watermark", "absolute", "1MB");
    }

    /** Ends the memory alarm. */
    public void clearMemoryAlarm() {
        ctl("set_vm_memory_high_watermark", "0.4");
    }

    /** Sets {@code max_message_size}; channels that are open already keep the limit they have. */
    public void limitMessageSize(int bytes) {
        // RabbitMQ 4 reads the setting once, and remembers it as a term.
        ctl("eval", "application:set_env(rabbit, max_message_size, " + bytes + "), persistent_term:put(max_message_size, "
                + bytes + ").");
    }

    /**
     * Runs {@code rabbitmqctl} against the node.
     *
     * @return what it printed
     * @throws IllegalStateException if it fails or takes over a minute
     */
    public String ctl(String... arguments) {
        List<String> command = new ArrayList<>(List.of(installation.ctl().toString(), "-n", name));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(files.directory(), "ctl-", ".out");
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(files.environment());
            Process process = builder.start();
            boolean ended = waitFor(process, COMMAND);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            String printed = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException("rabbitmqctl " + String.join(" ", arguments)
                        + (ended ? " failed with " + process.exitValue() : " took over " + COMMAND) + ":\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException("rabbitmqctl does not run", e);
        }
    }

    /** RabbitMQ's version, such as 4.0.5. */
    public String version() {
        return ctl("-q", "eval", "io:format(\"version=~s~n\", [rabbit_misc:version()]).").lines()
                .filter(line -> line.startsWith("version=")).findFirst().orElseThrow().substring("version=".length());
    }

    /** Closes every connection to the node, as a failing network does; clients may connect again at once. */
    public void closeConnections() {
        ctl("close_all_connections", "cut");
    }

    /** Whether the node's process is there; RabbitMQ inside may be stopped. */
    public boolean isRunning() {
        return script != null && script.isAlive();
    }

    /** Kills the node unless it is shared, and its port mapper if it is alone, and deletes its directory. */
    @Override
    public void close() {
        if (isShared(this)) {
            return;
        }
        killAll();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void killAll() {
        kill();
        if (alone) {
            portMapper.close();
        }
        files.delete();
    }

    /** The script that was started, the Erlang machine, and its helpers. */
    private List<ProcessHandle> family() {
        return script == null ? List.of()
                : Stream.concat(script.descendants(), Stream.of(script.toHandle())).toList();
    }

    /** The Erlang machine first: the script waits for it, and ends by itself. */
    private void end(Consumer<ProcessHandle> signal) {
        List<ProcessHandle> all = Stream.concat(processes.stream(), family().stream()).distinct()
                .filter(ProcessHandle::isAlive).toList();
        List<ProcessHandle> machine = all.stream().filter(RabbitNode::isMachine).toList();
        machine.forEach(signal);
        waitFor(machine, STOPPING);
        all.forEach(ProcessHandle::destroyForcibly);
        waitFor(all, STOPPING);
        processes = List.of();
        script = null;
    }

    private static boolean waitFor(List<ProcessHandle> processes, Duration atMost) {
        var ends = CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit)
                .toArray(CompletableFuture<?>[]::new));
        try {
            ends.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Afterwards its exit value is known, which its handle does not promise. */
    private static boolean waitFor(Process process, Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isMachine(ProcessHandle process) {
        return process.info().command().map(command -> command.contains("beam")).orElse(false);
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", files.amqpPort()), 500);
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(AMQP_0_9_1);
            // A method frame: the broker's Connection.Start.
            return socket.getInputStream().read() == 1;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String output() {
        try {
            return Files.readString(files.path("server.out"));
        } catch (IOException e) {
            return "(no output: " + e + ")";
        }
    }
}
