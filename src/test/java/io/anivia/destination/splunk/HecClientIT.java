package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.anivia.destination.DeliveryException;
import io.anivia.destination.DeliveryException.Fault;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Answers that no well-behaved server gives, byte by byte. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class HecClientIT {

    private static final HecBatch.Part PART = new HecBatch.Part(0, 1, "{}".getBytes(StandardCharsets.UTF_8));
    private static final String SUCCESS = "{\"text\":\"Success\",\"code\":0}";

    private interface Speech {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server = listen();

    @AfterEach
    void stop() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    @Test
    void givesUpOnAnAnswerThatComesInDrops() throws Exception {
        serve(out -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
            while (true) {
                say(out, " ");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        try (HecClient client = client(limits(Duration.ofSeconds(10), Duration.ofMillis(500)))) {
            DeliveryException failure = failure(client);

            assertThat(failure.fault()).isEqualTo(Fault.PASSING);
            assertThat(failure).hasMessageContaining("did not answer within 500 ms");
        }
    }

    @Test
    void doesNotReadAnEndlessAnswerToItsEnd() throws Exception {
        String page = "x".repeat(8192);
        serve(out -> {
            say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                say(out, "2000\r\n" + page + "\r\n");
            }
        });
        try (HecClient client = client(limits(Duration.ofSeconds(10), Duration.ofSeconds(10)))) {
            long start = System.nanoTime();

            assertThat(failure(client).fault()).isEqualTo(Fault.LASTING);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void doesNotWaitForAFreeConnectionForEver() throws Exception {
        serve(out -> TimeUnit.SECONDS.sleep(10));
        HecClient.Limits one = new HecClient.Limits(Duration.ofSeconds(1), Duration.ofSeconds(10),
                Duration.ofMillis(500), 1);
        try (HecClient client = client(one)) {
            var first = threads.submit(() -> failure(client));
            var second = threads.submit(() -> failure(client));

            assertThat(List.of(first.get(), second.get())).extracting(DeliveryException::fault)
                    .containsOnly(Fault.PASSING);
            assertThat(connections).hasValueBetween(1, 2);
        }
    }

    @Test
    void survivesAConnectionClosedBetweenRequests() throws Exception {
        serve(out -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + SUCCESS.length() + "\r\n"
                + "Connection: close\r\n\r\n" + SUCCESS));
        try (HecClient client = client(limits(Duration.ofSeconds(5), Duration.ofSeconds(5)))) {
            assertThatCode(() -> client.post(PART)).doesNotThrowAnyException();
            assertThatCode(() -> client.post(PART)).doesNotThrowAnyException();
        }
    }

    @Test
    void takesWhatIsNotHttpForAPassingFault() throws Exception {
        serve(out -> say(out, "HTTP/1.1 secret\r\n\r\n"));
        try (HecClient client = client(limits(Duration.ofSeconds(1), Duration.ofSeconds(5)))) {
            DeliveryException failure = failure(client);

            assertThat(failure.fault()).isEqualTo(Fault.PASSING);
            assertThat(failure).hasMessageContaining("cannot be reached").hasMessageNotContaining("secret");
        }
    }

    private static HecClient.Limits limits(Duration response, Duration request) {
        return new HecClient.Limits(Duration.ofSeconds(1), response, request, 5);
    }

    private HecClient client(HecClient.Limits limits) {
        HecAddress address = new HecAddress(false, "127.0.0.1", server.getLocalPort(), "/services/collector/event");
        return new HecClient(address, "hidden", false, HecTls.verifying(SSLContexts.createSystemDefault()), limits);
    }

    private static DeliveryException failure(HecClient client) {
        return catchThrowableOfType(DeliveryException.class, () -> client.post(PART));
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Speech speech) {
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket connection = server.accept();
                    connections.incrementAndGet();
                    threads.execute(() -> converse(connection, speech));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void converse(Socket connection, Speech speech) {
        try (connection) {
            if (connection.getInputStream().read(new byte[8192]) > 0) {
                speech.to(connection.getOutputStream());
            }
        } catch (IOException | InterruptedException hungUp) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(OutputStream out, String words) throws IOException {
        out.write(words.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
