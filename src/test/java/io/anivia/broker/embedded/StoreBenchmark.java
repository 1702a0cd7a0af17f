package io.anivia.broker.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.stream.Stream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;

/**
 * Measures the embedded broker on one of the stores that Broker-J knows, and prints a row of a table for each.
 *
 * <p>{@code StoreBenchmark <directory> <messages> <backlog> <store>…}, with the stores {@code berkeley}, {@code derby}
 * and {@code h2}; the last two need qpid-broker-plugins-derby-store, or -jdbc-store and h2, on the test class path too.
 * Broker and clients share a JVM with a heap of 512 MB, as in use; CPU is that of both. Messages are persistent, of
 * 1 KB, with 200 unconfirmed per producer. Having filled the backlog, the JVM is killed and another one started on what
 * it left. The directory must be new.
 */
final class StoreBenchmark {

    private static final String QUEUE = "benchmark";
    private static final int SIZE_BYTES = 1_000;
    private static final int WINDOW = 200;

    /** What replaces the virtual host node in the configuration, as JSON. */
    private static final Map<String, String> STORES = Map.of(
            "derby", """
                    "type": "DERBY", "storePath": "${qpid.work_dir}/store",
                    """,
            "h2", """
                    "type": "JDBC", "connectionPoolType": "NONE",
                    "connectionUrl": "jdbc:h2:file:${qpid.work_dir}/store/h2;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE",
                    "context": {"qpid.jdbcstore.varBinaryType": "varbinary(%d)"},
                    """);

    private StoreBenchmark() {
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("fill")) {
            fill(Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]), args[4]);
            return;
        }
        if (args[0].equals("drain")) {
            drain(Path.of(args[1]), args[4]);
            return;
        }
        for (String store : List.of(args).subList(3, args.length)) {
            Path directory = Path.of(args[0], store);
            Map<String, String> figures = new LinkedHashMap<>();
            figures.putAll(child("fill", directory, args[1], args[2], store));
            figures.putAll(child("drain", directory, args[1], args[2], store));
            System.out.println("| " + store + " | " + String.join(" | ", figures.values()) + " |");
            System.out.println("  (" + String.join(", ", figures.keySet()) + ")");
        }
    }

    /** Runs a part in a JVM of its own until it says {@code end}, and kills it there. */
    private static Map<String, String> child(String part, Path directory, String messages, String backlog, String store)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx512m",
                "-cp", System.getProperty("java.class.path"), StoreBenchmark.class.getName(),
                part, directory.toString(), messages, backlog, store)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Map<String, String> figures = new LinkedHashMap<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null && !line.equals("end"); line = lines.readLine()) {
                String[] figure = line.split("=", 2);
                if (figure.length == 2) {
                    figures.put(figure[0], figure[1]);
                }
            }
        }
        process.destroyForcibly().waitFor();
        return figures;
    }

    private static void fill(Path directory, int messages, int backlog, String store) throws Exception {
        try (QpidBroker broker = start(directory, store, "start empty");
                Connection connection = Client.connect(broker)) {
            Client.declare(connection.createChannel(), QUEUE);
            produce(connection, 1, messages / 4);
            consume(connection, messages / 4);
            report("1 producer", messages, () -> produce(connection, 1, messages));
            report("4 producers", messages, () -> produce(connection, 4, messages));
            report("consumer", messages * 2, () -> consume(connection, messages * 2));
            produce(connection, 1, backlog);
            reportMemory("filled");
            print("disk per message, B", size(directory) / backlog);
            print("end");
            new CountDownLatch(1).await();
        }
    }

    private static void drain(Path directory, String store) throws Exception {
        try (QpidBroker broker = start(directory, store, "start full");
                Connection connection = Client.connect(broker)) {
            int kept;
            try (Channel channel = connection.createChannel()) {
                kept = channel.queueDeclarePassive(QUEUE).getMessageCount();
            }
            print("kept", kept);
            reportMemory("recovered");
            consume(connection, kept);
        }
        print("disk drained, MB", size(directory) / 1_000_000);
        print("end");
    }

    private static QpidBroker start(Path directory, String store, String figure) throws Exception {
        Files.createDirectories(directory);
        Path configuration = directory.resolve("broker.json");
        try (var stream = QpidBrokerFactory.configuration().openStream()) {
            String json = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            String node = STORES.get(store);
            Files.writeString(configuration, node == null ? json : json.replaceFirst(
                    "(?s)\"type\": \"BDB\".*?\"storePath\": \"[^\"]*\",", Matcher.quoteReplacement(node)));
        }
        long start = System.nanoTime();
        QpidBroker broker = QpidBroker.start(directory, configuration.toUri().toURL(),
                () -> Runtime.getRuntime().halt(1));
        print(figure + ", s", "%.1f (CPU %.1f)".formatted((System.nanoTime() - start) / 1e9, cpuSeconds()));
        return broker;
    }

    private static Void produce(Connection connection, int producers, int messages) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(producers);
        List<Future<Void>> running = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            running.add(threads.submit(() -> {
                Client.publish(connection, QUEUE, 0, messages / producers, SIZE_BYTES, WINDOW, number -> { });
                return null;
            }));
        }
        for (Future<Void> each : running) {
            each.get();
        }
        threads.shutdown();
        return null;
    }

    private static Void consume(Connection connection, int messages) throws Exception {
        try (Channel channel = connection.createChannel()) {
            channel.basicQos(WINDOW);
            CountDownLatch done = new CountDownLatch(1);
            AtomicInteger count = new AtomicInteger();
            channel.basicConsume(QUEUE, false, (tag, delivery) -> {
                int received = count.incrementAndGet();
                if (received % (WINDOW / 4) == 0 || received == messages) {
                    channel.basicAck(delivery.getEnvelope().getDeliveryTag(), true);
                }
                if (received == messages) {
                    done.countDown();
                }
            }, tag -> { });
            done.await();
            // Answered only when everything acknowledged is on disk.
            channel.queueDeclarePassive(QUEUE);
        }
        return null;
    }

    private static void report(String figure, int messages, Callable<Void> work) throws Exception {
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        work.call();
        double seconds = (System.nanoTime() - start) / 1e9;
        print(figure + ", messages/s (CPU s per 1,000)",
                "%.0f (%.2f)".formatted(messages / seconds, (cpuSeconds() - cpu) / messages * 1_000));
    }

    private static void reportMemory(String figure) {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
        print(figure + ": heap + direct, MB", heap / 1_000_000 + " + " + direct / 1_000_000);
    }

    /** Of this process, so far. */
    private static double cpuSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
        }
    }

    private static void print(String figure, Object value) {
        print(figure + "=" + value);
    }

    private static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
