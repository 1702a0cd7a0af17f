package io.anivia.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.client.Connection;
import org.junit.jupiter.api.Test;

class BrokerConnectionTest {

    /** A broker that refuses a channel closes it, and who learns of that asks for another one. */
    @Test
    void whoIsRefusedIsNotAskedAgainBeforeItsTime() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        try (BrokerConnection connection = connection(Duration.ofHours(1))) {
            connection.register(new BrokerConnection.ChannelOwner() {
                @Override
                public void onConnected(Connection opened) throws IOException {
                    refused.incrementAndGet();
                    connection.reopen(this);
                    throw new IOException("refused");
                }
            });
            for (int i = 0; i < 100; i++) {
                awaitThread(connection);
            }
        }
        assertThat(refused).hasValue(1);
    }

    @Test
    void whoIsRefusedIsAskedAgainLater() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        AtomicInteger refused = new AtomicInteger();
        try (BrokerConnection connection = connection(Duration.ofMillis(1))) {
            connection.register(on -> {
                if (refused.incrementAndGet() < 5) {
                    throw new IOException("refused");
                }
                opened.countDown();
            });
            assertThat(opened.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(refused).hasValue(5);
    }

    /** A queue without a majority keeps its subscription waiting for the broker. */
    @Test
    void oneThatHangsDoesNotDelayTheOthers() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch attempted = new CountDownLatch(1);
        CountDownLatch attemptedTwice = new CountDownLatch(2);
        CountDownLatch others = new CountDownLatch(3);
        ExecutorService openings = Executors.newCachedThreadPool();
        try (BrokerConnection connection = connection(Duration.ofMillis(1), openings)) {
            BrokerConnection.ChannelOwner hanging = on -> {
                attempts.incrementAndGet();
                attempted.countDown();
                awaitUninterruptibly(answers);
                attemptedTwice.countDown();
            };
            connection.register(hanging);
            for (int i = 0; i < 3; i++) {
                connection.register(on -> others.countDown());
            }
            assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(attempted.await(10, TimeUnit.SECONDS)).isTrue();
            connection.reopen(hanging);
            awaitThread(connection);
            assertThat(attempts).as("not twice at a time").hasValue(1);
            answers.countDown();
            assertThat(attemptedTwice.await(10, TimeUnit.SECONDS)).as("but once more afterwards").isTrue();
        } finally {
            openings.shutdownNow();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitThread(BrokerConnection connection) throws InterruptedException {
        CountDownLatch passed = new CountDownLatch(1);
        connection.execute(passed::countDown);
        assertThat(passed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static BrokerConnection connection(Duration pause) {
        return connection(pause, Runnable::run);
    }

    private static BrokerConnection connection(Duration pause, Executor openings) {
        return new BrokerConnection("test", name -> new BrokerConnection.Opened(open(), () -> { }),
                new BrokerConfig.Reconnect() {
                    @Override
                    public Duration first() {
                        return pause;
                    }

                    @Override
                    public Duration longest() {
                        return pause;
                    }
                }, openings);
    }

    /** Nothing but open. */
    private static Connection open() {
        return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isOpen" -> true;
                    case "getAddress" -> InetAddress.getLoopbackAddress();
                    case "getPort" -> 5672;
                    default -> null;
                });
    }
}
