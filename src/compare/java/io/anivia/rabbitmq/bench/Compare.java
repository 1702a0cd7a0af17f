package io.anivia.rabbitmq.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.OperatingSystemMXBean;
import io.anivia.fakes.RabbitNode;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Compares this component with camel-spring-rabbitmq on a RabbitMQ node of its own: confirmed durable publishes of 1 KB
 * from a route to a quorum queue, with a fixed number of exchanges under way, and consuming it by a route that does
 * nothing. Prints, for each round, what is under way, messages a second, CPU of this process (not of the node) for each
 * message, and the latency seen by whoever sends.
 *
 * <p>Run it with {@code mvn -Pcompare test-compile exec:exec@compare}; optional arguments are the number of rounds
 * (default 3) and the seconds of each measurement (default 10). It prints figures and judges nothing.
 */
public final class Compare {

    private static final int[] UNDER_WAY = {1, 64, 512};
    private static final int TO_CONSUME = 60_000;
    private static final byte[] BODY = new byte[1024];
    private static final OperatingSystemMXBean CPU =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Compare() {
    }

    /** @param args rounds, seconds */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        Duration time = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 10);
        try (RabbitNode node = RabbitNode.create()) {
            List<Contender> contenders = List.of(new Ours(node.uri()), new Springs(node.uri()));
            System.out.printf("%-8s %-8s %9s %10s %10s %8s %8s %8s%n", "what", "who", "under way", "messages/s",
                    "CPU us/msg", "threads", "p50 ms", "p99 ms");
            for (int round = 0; round < rounds; round++) {
                for (Contender contender : contenders) {
                    for (int underWay : UNDER_WAY) {
                        publish(contender, underWay, time);
                    }
                }
                for (Contender contender : contenders) {
                    consume(contender);
                }
            }
            for (Contender contender : contenders) {
                contender.close();
            }
        }
        System.exit(0);
    }

    private static void publish(Contender contender, int underWay, Duration time) throws Exception {
        String queue = "q-" + UUID.randomUUID();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            contender.prepare(context, queue);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:in").to(contender.to(queue));
                }
            });
            context.start();
            Sender sender = contender.isAsynchronous() ? new Outstanding(context, underWay)
                    : new Callers(context, underWay);
            sender.send(time.dividedBy(2));
            Measured measured = sender.send(time);
            print("publish", contender, underWay, measured);
        }
        contender.delete(queue);
    }

    private static void consume(Contender contender) throws Exception {
        String queue = "q-" + UUID.randomUUID();
        AtomicLong consumed = new AtomicLong();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            contender.prepare(context, queue);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from(contender.from(queue)).routeId("out").autoStartup(false)
                            .process(exchange -> consumed.incrementAndGet());
                    from("direct:in").to(contender.to(queue));
                }
            });
            context.start();
            Sender fill = contender.isAsynchronous() ? new Outstanding(context, 500) : new Callers(context, 64);
            fill.send(TO_CONSUME);
            long cpu = CPU.getProcessCpuTime();
            long start = System.nanoTime();
            context.getRouteController().startRoute("out");
            THREADS.resetPeakThreadCount();
            while (consumed.get() < TO_CONSUME) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            print("consume", contender, contender.prefetch(), new Measured(TO_CONSUME, System.nanoTime() - start,
                    CPU.getProcessCpuTime() - cpu, THREADS.getPeakThreadCount(), new long[] {0}));
        }
        contender.delete(queue);
    }

    private static void print(String what, Contender contender, int underWay, Measured measured) {
        System.out.printf(Locale.ROOT, "%-8s %-8s %9d %10.0f %10.1f %8d %8.2f %8.2f%n", what, contender.name(), underWay,
                measured.messages * 1e9 / measured.nanos, measured.cpuNanos / 1e3 / measured.messages, measured.threads,
                measured.percentile(50) / 1e6, measured.percentile(99) / 1e6);
    }

    /** @param latencies nanoseconds, sorted */
    private record Measured(long messages, long nanos, long cpuNanos, int threads, long[] latencies) {
        long percentile(int percent) {
            return latencies[Math.min(latencies.length - 1, latencies.length * percent / 100)];
        }
    }

    /** Keeps a number of exchanges under way, and measures. */
    private abstract static class Sender {
        final int underWay;
        private final List<long[]> latencies = new ArrayList<>();

        Sender(int underWay) {
            this.underWay = underWay;
        }

        Measured send(Duration time) throws Exception {
            return send(Long.MAX_VALUE, System.nanoTime() + time.toNanos());
        }

        void send(long messages) throws Exception {
            send(messages, Long.MAX_VALUE);
        }

        private Measured send(long messages, long until) throws Exception {
            latencies.clear();
            THREADS.resetPeakThreadCount();
            long cpu = CPU.getProcessCpuTime();
            long start = System.nanoTime();
            AtomicLong left = new AtomicLong(messages);
            long[] sorted = run(left, until);
            Arrays.sort(sorted);
            return new Measured(sorted.length, System.nanoTime() - start, CPU.getProcessCpuTime() - cpu,
                    THREADS.getPeakThreadCount(), sorted);
        }

        /** @return the latency of each message in nanoseconds */
        abstract long[] run(AtomicLong left, long until) throws Exception;

        static void check(Exchange exchange) {
            if (exchange.getException() != null) {
                throw new IllegalStateException("not confirmed", exchange.getException());
            }
        }

        static boolean isOver(AtomicLong left, long until) {
            return left.getAndDecrement() <= 0 || System.nanoTime() - until >= 0;
        }
    }

    /** One thread, as an event loop does; each exchange completes later, somewhere else. */
    private static final class Outstanding extends Sender {
        private final AsyncProducer producer;

        Outstanding(DefaultCamelContext context, int underWay) throws Exception {
            super(underWay);
            producer = context.getEndpoint("direct:in").createAsyncProducer();
            producer.start();
        }

        @Override
        long[] run(AtomicLong left, long until) throws Exception {
            Semaphore permits = new Semaphore(underWay);
            Latencies latencies = new Latencies();
            while (true) {
                permits.acquire();
                if (isOver(left, until)) {
                    break;
                }
                Exchange exchange = producer.getEndpoint().createExchange();
                exchange.getMessage().setBody(BODY);
                long start = System.nanoTime();
                producer.process(exchange, doneSync -> {
                    check(exchange);
                    latencies.add(System.nanoTime() - start);
                    permits.release();
                });
            }
            permits.acquire(underWay - 1);
            return latencies.all();
        }
    }

    /** A thread for each exchange under way, each waiting for its own. */
    private static final class Callers extends Sender {
        private final ProducerTemplate template;

        Callers(DefaultCamelContext context, int underWay) {
            super(underWay);
            template = context.createProducerTemplate();
            template.start();
        }

        @Override
        long[] run(AtomicLong left, long until) throws Exception {
            ExecutorService callers = Executors.newFixedThreadPool(underWay);
            Latencies latencies = new Latencies();
            for (int i = 0; i < underWay; i++) {
                callers.execute(() -> {
                    while (!isOver(left, until)) {
                        long start = System.nanoTime();
                        check(template.send("direct:in", exchange -> exchange.getMessage().setBody(BODY)));
                        latencies.add(System.nanoTime() - start);
                    }
                });
            }
            callers.shutdown();
            callers.awaitTermination(10, TimeUnit.MINUTES);
            return latencies.all();
        }
    }

    private static final class Latencies {
        private long[] all = new long[1 << 16];
        private int count;

        synchronized void add(long nanos) {
            if (count == all.length) {
                all = Arrays.copyOf(all, 2 * count);
            }
            all[count++] = nanos;
        }

        synchronized long[] all() {
            return Arrays.copyOf(all, count);
        }
    }
}
