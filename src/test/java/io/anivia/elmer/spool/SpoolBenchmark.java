package io.anivia.elmer.spool;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import com.sun.management.OperatingSystemMXBean;
import io.anivia.broker.Broker;
import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.contract.Queues;
import io.anivia.fakes.RabbitNode;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * Fills a spool with 1 GiB of payloads of 1 KiB, opens it again, and drains some of it into a RabbitMQ node; prints the
 * figures. Arguments: the directory, on the disk that is to be measured.
 */
final class SpoolBenchmark {

    private static final long MAX_BYTES = 1L << 30;
    private static final int PAYLOADS = 900_000;
    private static final int IN_FLIGHT = 128;
    private static final int DRAINED = 100_000;

    private SpoolBenchmark() {
    }

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "spool-");
        fill(directory);
        try (RabbitNode node = RabbitNode.create(); Broker broker = broker(node)) {
            drain(directory, broker);
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private static void fill(Path directory) throws Exception {
        byte[] body = new byte[1024];
        new Random(1).nextBytes(body);
        byte[] record = new SpooledPayload(Map.of("anivia-receipt", "0190", "anivia-received-at", 1L,
                "anivia-address", "127.0.0.1"), "application/json", null, body).toBytes();
        long[] nanos = new long[PAYLOADS];
        Semaphore free = new Semaphore(IN_FLIGHT);
        try (Spool spool = new Spool(directory, 2 * MAX_BYTES, IN_FLIGHT, () -> { })) {
            long cpu = cpu();
            long start = System.nanoTime();
            for (int i = 0; i < PAYLOADS; i++) {
                free.acquire();
                int number = i;
                long began = System.nanoTime();
                spool.append(record, failure -> {
                    nanos[number] = System.nanoTime() - began;
                    free.release();
                });
            }
            free.acquire(IN_FLIGHT);
            double seconds = (System.nanoTime() - start) / 1e9;
            Arrays.sort(nanos);
            System.out.printf("append: %.0f/s, p50 %.1f ms, p99 %.1f ms, %.1f CPU us each; disk %d MiB, heap %d MiB%n",
                    PAYLOADS / seconds, nanos[PAYLOADS / 2] / 1e6, nanos[PAYLOADS / 100 * 99] / 1e6,
                    (cpu() - cpu) / 1e3 / PAYLOADS, spool.sizeBytes() >> 20, heap());
        }
    }

    private static void drain(Path directory, Broker broker) throws Exception {
        broker.declare(Queues.collected(1).queue());
        Publisher publisher = broker.publisher("spool",
                new PublisherLimits(200, 16 << 20, Duration.ofSeconds(5), true));
        CountDownLatch left = new CountDownLatch(DRAINED);
        long opening = System.nanoTime();
        try (Spool spool = new Spool(directory, 2 * MAX_BYTES, IN_FLIGHT, () -> { })) {
            System.out.printf("open with %d payloads: %.1f s, heap %d MiB%n", spool.unpublished(),
                    (System.nanoTime() - opening) / 1e9, heap());
            SpoolDrain drain = new SpoolDrain(spool, publisher::publish, Queues.collected(1), 200,
                    new SpoolDrain.DrainBackoff(Duration.ofMillis(200), Duration.ofSeconds(1)),
                    new SpoolDrain.DrainListener() {
                        @Override
                        public void drained(int payloads) {
                            for (int i = 0; i < payloads; i++) {
                                left.countDown();
                            }
                        }

                        @Override
                        public void rejected() {
                            throw new IllegalStateException("nothing here can be rejected");
                        }

                        @Override
                        public void kept() {
                            throw new IllegalStateException("nothing here is too large");
                        }
                    }, new UnsendablePayloads(directory.resolve("unsendable")));
            long cpu = cpu();
            long start = System.nanoTime();
            drain.start();
            left.await();
            System.out.printf("drain: %.0f/s, %.1f CPU us each, heap %d MiB%n",
                    DRAINED / ((System.nanoTime() - start) / 1e9), (cpu() - cpu) / 1e3 / DRAINED, heap());
            drain.stop(Duration.ofSeconds(5));
        }
    }

    private static Broker broker(RabbitNode node) throws Exception {
        BrokerConfig config = new SmallRyeConfigBuilder().withMapping(BrokerConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValue("anivia.broker.uri", node.uri()).build().getConfigMapping(BrokerConfig.class);
        return new Broker(config, SSLContext.getDefault(), null);
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }
}
