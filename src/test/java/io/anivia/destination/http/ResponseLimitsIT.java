package io.anivia.destination.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.anivia.destination.delivery.DeliveryException.Fault;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Responses that are too large or too slow. */
@Timeout(30)
class ResponseLimitsIT {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final Duration LONG = Duration.ofMinutes(1);

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void readsAResponseWithinTheLimit() throws Exception {
        serve(out -> out.write((OK + "Content-Length: 10\r\n\r\n0123456789").getBytes(US_ASCII)));
        assertThat(get(new ResponseLimits(10, LONG))).isEqualTo("0123456789");
    }

    @Test
    void decodesNoResponse() throws Exception {
        serve(out -> out.write((OK + "Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n").getBytes(US_ASCII)));
        assertThat(get(new ResponseLimits(10, LONG))).isEmpty();
    }

    @Test
    void stopsReadingAnEndlessResponse() {
        serve(out -> {
            out.write((OK + "\r\n").getBytes(US_ASCII));
            while (true) {
                out.write(new byte[1000]);
            }
        });
        assertThatThrownBy(() -> get(new ResponseLimits(10_000, LONG)))
                .hasMessageContaining("more than 10000 bytes")
                .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isEqualTo(Fault.TRANSIENT));
    }

    @Test
    void aBodyThatDripsIsATimeout() {
        serve(drip((OK + "Content-Length: 100000\r\n\r\n").getBytes(US_ASCII), "x"));
        assertThatThrownBy(() -> get(new ResponseLimits(1_000_000, Duration.ofMillis(300))))
                .isInstanceOf(SocketTimeoutException.class).hasMessageContaining("within 300 ms");
    }

    @Test
    void headersThatDripAreATimeout() {
        serve(drip(OK.getBytes(US_ASCII), "X-Slow: 1\r\n"));
        assertThatThrownBy(() -> get(new ResponseLimits(1_000_000, Duration.ofMillis(300))))
                .isInstanceOf(SocketTimeoutException.class).hasMessageContaining("within 300 ms");
    }

    private interface Answer {
        void write(OutputStream out) throws IOException;
    }

    private static Answer drip(byte[] first, String again) {
        return out -> {
            out.write(first);
            while (true) {
                out.write(again.getBytes(US_ASCII));
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        };
    }

    private void serve(Answer answer) {
        Thread thread = new Thread(() -> {
            try (Socket client = server.accept()) {
                client.getInputStream().read(new byte[10_000]);
                answer.write(client.getOutputStream());
            } catch (SocketException gone) {
                // The client has closed the connection.
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private String get(ResponseLimits bounded) throws IOException {
        HttpClientBuilder builder = HttpClientBuilder.create().disableAutomaticRetries();
        bounded.configureHttpClient(builder);
        try (CloseableHttpClient client = builder.build()) {
            return client.execute(new HttpGet("http://127.0.0.1:" + server.getLocalPort() + "/"),
                    response -> EntityUtils.toString(response.getEntity()));
        }
    }
}
