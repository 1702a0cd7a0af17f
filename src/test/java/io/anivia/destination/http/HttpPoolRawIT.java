package io.anivia.destination.http;

import static io.anivia.destination.http.RawServer.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;


/** Responses that violate HTTP, byte by byte. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class HttpPoolRawIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(500);

    @Test
    void aResponseThatDripsIsATimeout() throws IOException {
        try (RawServer server = new RawServer(out -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (true) {
                say(out, " ");
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }); HttpPool pool = pool(SHORT)) {
            assertThatThrownBy(() -> post(pool, server, 1_000_000)).isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no complete response within 500 ms")
                    .satisfies(e -> assertThat(FailureClassifier.of(e))
                            .returns(Fault.TRANSIENT, DeliveryException::fault)
                            .hasMessageContaining("no complete response within 500 ms"));
        }
    }

    @Test
    void doesNotReadAnEndlessResponseToItsEnd() throws IOException {
        String page = "x".repeat(8192);
        try (RawServer server = new RawServer(out -> {
            say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                say(out, "2000\r\n" + page + "\r\n");
            }
        }); HttpPool pool = pool(LONG)) {
            assertThat(post(pool, server).body()).hasSize(10);
        }
    }

    @Test
    void doesNotWaitForAFreeConnectionForEver() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RawServer server = new RawServer(out -> LockSupport.parkNanos(Duration.ofSeconds(10).toNanos()));
                HttpPool pool = pool(SHORT)) {
            List<Future<Fault>> faults = IntStream.range(0, 3).mapToObj(i -> threads.submit(() -> {
                try {
                    post(pool, server);
                    return null;
                } catch (IOException e) {
                    return FailureClassifier.of(e).fault();
                }
            })).toList();
            for (Future<Fault> fault : faults) {
                assertThat(fault.get()).isEqualTo(Fault.TRANSIENT);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void survivesAConnectionClosedBetweenRequests() throws IOException {
        try (RawServer server =
                     RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                HttpPool pool = pool(LONG)) {
            assertThat(post(pool, server).body()).isEqualTo("ok");
            assertThat(post(pool, server).body()).isEqualTo("ok");
        }
    }

    @Test
    void aResponseThatIsNotHttpIsTransientAndNotQuoted() throws IOException {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\ngeheim\r\n\r\n"); HttpPool pool = pool(LONG)) {
            assertThatThrownBy(() -> post(pool, server)).isInstanceOf(IOException.class)
                    .satisfies(e -> assertThat(FailureClassifier.of(e))
                            .returns(Fault.TRANSIENT, DeliveryException::fault)
                            .hasMessage("the response is not HTTP"));
        }
    }

    @Test
    void aClosedPoolIsAnIOException() throws IOException {
        HttpPool pool = pool(LONG);
        pool.close();
        try (RawServer server = RawServer.saying("")) {
            assertThatThrownBy(() -> post(pool, server)).isInstanceOf(IOException.class);
        }
    }

    private static HttpPool pool(Duration requestTimeout) {
        return HttpPool.open(new HttpSettings(Duration.ofSeconds(2), LONG, requestTimeout, 1, false,
                HttpTrust.verified(null)));
    }

    private static HttpResponse post(HttpPool pool, RawServer server) throws IOException {
        return post(pool, server, 10);
    }

    private static HttpResponse post(HttpPool pool, RawServer server, int maxBodyBytes) throws IOException {
        return pool.send(new HttpPost("http://localhost:" + server.port() + "/"), maxBodyBytes);
    }
}
