package io.anivia.destination.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.Reply;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;


/** The pool with a server that misbehaves. */
class HttpPoolIT {

    private static final int PLENTY_BYTES = 1024;

    private final FakePartner partner = new FakePartner();
    private final HttpPool pool = HttpPool.open(settings(Duration.ofSeconds(2), Duration.ofSeconds(10), false));

    @BeforeEach
    void start() {
        partner.start();
    }

    @AfterEach
    void close() throws IOException {
        pool.close();
        partner.close();
    }

    @Test
    void reusesOneConnectionForRequestsInTurn() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(post(PLENTY_BYTES)).returns(200, HttpResponse::status)
                    .returns("{\"ok\":true}", HttpResponse::body);
        }
        assertThat(partner.connectionCount()).isEqualTo(1);
        assertThat(partner.requests().get(0).headers()).doesNotContainKeys("Expect", "Cookie");
    }

    @Test
    void cutsALongResponseAndContinuesOnAnotherConnection() throws IOException {
        partner.next(Answer.reply(new Reply(200, Map.of(), "long".repeat(10_000_000))));

        assertThat(post(4).body()).isEqualTo("long");
        assertThat(post(PLENTY_BYTES).status()).isEqualTo(200);
        assertThat(partner.connectionCount()).isEqualTo(2);
    }

    @Test
    void neverSendsARequestTwice() throws IOException {
        partner.next(Answer.status(503).retryAfter(Duration.ZERO), Answer.status(429), Answer.reset());

        assertThat(post(PLENTY_BYTES)).returns(503, HttpResponse::status).returns("0", HttpResponse::retryAfter);
        assertThat(post(PLENTY_BYTES).status()).isEqualTo(429);
        assertThatThrownBy(() -> post(PLENTY_BYTES)).isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isEqualTo(Fault.TRANSIENT));
        assertThat(partner.requestCount()).isEqualTo(3);
    }

    @Test
    void followsNoRedirect() throws IOException {
        partner.next(Answer.status(307).header("Location", partner.url() + "/elsewhere"));

        assertThat(post(PLENTY_BYTES).status()).isEqualTo(307);
        assertThat(partner.requestCount()).isEqualTo(1);
    }

    @Test
    void aServerThatSendsNothingIsATimeout() {
        partner.next(Answer.hang());

        assertThatThrownBy(() -> post(PLENTY_BYTES)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void anIncompleteResponseIsAFailure() {
        partner.next(Answer.half());

        assertThatThrownBy(() -> post(PLENTY_BYTES)).isInstanceOf(IOException.class);
    }

    @Test
    void returnsItsConnectionsAfterFailures() throws IOException {
        partner.next(4, Answer.half());
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> post(PLENTY_BYTES)).isInstanceOf(IOException.class);
        }
        assertThat(post(PLENTY_BYTES).status()).isEqualTo(200);
    }

    @Test
    void sendsBackCookiesOnlyIfSet() throws IOException {
        Duration plenty = Duration.ofSeconds(10);
        for (boolean cookies : new boolean[] {false, true}) {
            try (HttpPool one = HttpPool.open(settings(plenty, plenty, cookies));
                    HttpPool other = HttpPool.open(settings(plenty, plenty, cookies))) {
                partner.next(Answer.usual().header("Set-Cookie", "node=1; Path=/"));
                post(one, PLENTY_BYTES);
                partner.forget();
                post(one, PLENTY_BYTES);
                post(other, PLENTY_BYTES);
            }

            assertThat(partner.requests()).extracting(request -> request.cookie("node"))
                    .containsExactly(cookies ? Optional.of("1") : Optional.empty(), Optional.empty());
        }
    }

    private static HttpSettings settings(Duration responseTimeout, Duration requestTimeout, boolean cookies) {
        return new HttpSettings(Duration.ofSeconds(2), responseTimeout, requestTimeout, 2, cookies,
                HttpTrust.verified(null));
    }

    private HttpResponse post(int maxBodyBytes) throws IOException {
        return post(pool, maxBodyBytes);
    }

    private HttpResponse post(HttpPool pool, int maxBodyBytes) throws IOException {
        HttpPost request = new HttpPost(partner.uri("/in"));
        request.setEntity(new StringEntity("{\"id\":\"1\"}", ContentType.APPLICATION_JSON));
        return pool.send(request, maxBodyBytes);
    }
}
