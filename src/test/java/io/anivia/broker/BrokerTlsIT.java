package io.anivia.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;

import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.MessageSizeLimit;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.common.CertificateExpiries;
import io.anivia.common.NamedThreads;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.anivia.fakes.TestCertificate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom {@code amqps://} trusts: a broker behind TLS, whose certificate is signed by itself, for the name localhost. */
@NeedsRabbit
class BrokerTlsIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;
    private static RabbitNode node;
    private static TestCertificate certificate;
    private static SSLContext trusting;
    private static TlsFront front;

    @BeforeAll
    static void start() throws Exception {
        node = RabbitNode.create();
        certificate = TestCertificate.in(directory);
        trusting = certificate.context();
        front = new TlsFront(trusting, node.port());
    }

    @AfterAll
    static void stop() throws IOException {
        if (front != null) {
            front.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @Test
    void publishesToABrokerThatItTrusts() throws Exception {
        try (Broker broker = broker("localhost", trusting)) {
            String queue = "q-" + UUID.randomUUID();
            broker.declare(queue);
            Publisher publisher = broker.publisher("tls", new PublisherLimits(10, 1000, SOON, true));
            await().atMost(SOON).until(() -> broker.isReady() && isConfirmed(publisher, queue));
        }
    }

    @Test
    void theBrokersCertificateIsMeasured() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Broker broker = new Broker(settings("localhost"), trusting, null, new MessageSizeLimit(1_000_000),
                new CertificateExpiries(meters))) {
            await().atMost(SOON).until(broker::isReady);
            assertThat(meters.get(CertificateExpiries.METRIC).tags("use", "broker", "name",
                    "localhost:" + front.port()).gauge().value()).isEqualTo(certificate.expirySeconds());
        }
    }

    private static boolean isConfirmed(Publisher publisher, String queue) throws Exception {
        CompletableFuture<@Nullable BrokerException> settled = new CompletableFuture<>();
        try {
            publisher.publish(new OutboundMessage("", queue, Map.of(), null, null, new byte[1]),
                    settled::complete);
        } catch (BrokerException notYet) {
            return false;
        }
        return settled.get(SOON.toSeconds(), TimeUnit.SECONDS) == null;
    }

    @Test
    void doesNotTalkToAStranger() throws Exception {
        try (Broker broker = broker("localhost", SSLContext.getDefault())) {
            await().atMost(SOON).until(() -> broker.state().get("publish").contains("certification path"));
            assertThat(broker.isReady()).isFalse();
        }
    }

    @Test
    void doesNotTalkToAnotherName() {
        try (Broker broker = broker("127.0.0.1", trusting)) {
            await().atMost(SOON).until(() -> broker.state().get("publish").contains("127.0.0.1 found"));
            assertThat(broker.isReady()).isFalse();
        }
    }

    private static Broker broker(String host, SSLContext tls) {
        return new Broker(settings(host), tls, null);
    }

    private static BrokerConfig settings(String host) {
        return new TestBrokers.Settings("amqps://guest:guest@" + host + ":" + front.port(),
                BrokerConfig.QueueType.QUORUM, Duration.ofSeconds(10));
    }

    /** Takes TLS off what it passes on. */
    private static final class TlsFront implements AutoCloseable {

        private final SSLServerSocket server;
        private final int behind;
        private final ExecutorService threads = Executors.newCachedThreadPool(NamedThreads.daemons("tls-front"));

        TlsFront(SSLContext tls, int behind) throws IOException {
            this.server = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0, 50,
                    InetAddress.getByName("127.0.0.1"));
            this.behind = behind;
            threads.execute(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket outside = server.accept();
                    Socket inside = new Socket(InetAddress.getByName("127.0.0.1"), behind);
                    threads.execute(() -> pass(outside, inside));
                    threads.execute(() -> pass(inside, outside));
                } catch (SocketException closed) {
                    return;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private static void pass(Socket from, Socket to) {
            try (from; to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (SSLException | SocketException refused) {
                // By the client, who does not trust us; or one side has closed both.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            threads.shutdownNow();
        }
    }
}
