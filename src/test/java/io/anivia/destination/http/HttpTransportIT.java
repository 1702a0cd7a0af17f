package io.anivia.destination.http;

import static io.anivia.destination.http.Sending.send;
import static io.anivia.destination.http.Sending.settings;
import static io.anivia.destination.http.Sending.transport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.ReceivedRequest;
import io.anivia.fakes.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transport with a server that misbehaves. */
class HttpTransportIT {

    private static final int PLENTY_BYTES = 1024;
    private static final Duration SECONDS = Duration.ofSeconds(10);

    private final FakePartner partner = new FakePartner();
    private HttpTransport transport;

    @BeforeEach
    void start() {
        partner.start();
        transport = transport(partner.url(), settings(Duration.ofSeconds(2), SECONDS, 2));
    }

    @AfterEach
    void close() {
        transport.close();
        partner.close();
    }

    @Test
    void reusesOneConnectionForRequestsInTurn() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(send(transport, PLENTY_BYTES)).returns(200, HttpResponse::status)
                    .returns("{\"ok\":true}", HttpResponse::body);
        }
        assertThat(partner.connectionCount()).isEqualTo(1);
        assertThat(partner.requests().get(0).headers().keySet()).containsExactlyInAnyOrder("Content-Length",
                "Content-Type", "Host", "User-Agent");
        assertThat(partner.requests().get(0).header("Host")).contains("127.0.0.1:" + partner.port());
    }

    @Test
    void cutsALongResponseAndContinuesOnAnotherConnection() throws IOException {
        partner.next(Answer.reply(new Reply(200, Map.of(), "long".repeat(25_000_000))));

        assertThat(send(transport, 4).body()).isEqualTo("long");
        assertThat(send(transport, PLENTY_BYTES).status()).isEqualTo(200);
        assertThat(partner.connectionCount()).isEqualTo(2);
    }

    @Test
    void repeatsNoRequestThatWasAnswered() throws IOException {
        partner.next(Answer.status(503).retryAfter(Duration.ZERO), Answer.status(429));

        assertThat(send(transport, PLENTY_BYTES)).returns(503, HttpResponse::status)
                .returns("0", HttpResponse::retryAfter);
        assertThat(send(transport, PLENTY_BYTES).status()).isEqualTo(429);
        assertThat(partner.requestCount()).isEqualTo(2);
    }

    @Test
    void aNewConnectionThatBreaksIsAFailure() {
        partner.next(Answer.reset());

        assertThatThrownBy(() -> send(transport, PLENTY_BYTES)).isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isEqualTo(Fault.TRANSIENT));
        assertThat(partner.requestCount()).isEqualTo(1);
    }

    @Test
    void aUsedConnectionThatBreaksIsReplacedOnce() throws IOException {
        send(transport, PLENTY_BYTES);
        partner.next(Answer.reset());

        assertThat(send(transport, PLENTY_BYTES).status()).isEqualTo(200);
        assertThat(partner.requestCount()).isEqualTo(3);

        partner.next(Answer.reset(), Answer.reset());
        assertThatThrownBy(() -> send(transport, PLENTY_BYTES)).isInstanceOf(IOException.class);
        assertThat(partner.requestCount()).isEqualTo(5);
    }

    @Test
    void aUsedConnectionIsReplacedWhenAllArePartsOfTheBound() throws IOException {
        try (HttpTransport one = transport(partner.url(), settings(SECONDS, SECONDS, 1))) {
            send(one, PLENTY_BYTES);
            partner.next(Answer.reset());
            List<CompletionStage<HttpResponse>> several = IntStream.range(0, 5)
                    .mapToObj(i -> one.send(Sending.post("/in"), PLENTY_BYTES)).toList();
            for (CompletionStage<HttpResponse> response : several) {
                assertThat(Sending.await(response).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void outlivesARestartOfTheServer() throws IOException {
        send(transport, PLENTY_BYTES);
        partner.stop();
        assertThatThrownBy(() -> send(transport, PLENTY_BYTES)).isInstanceOf(ConnectException.class);
        partner.start();

        assertThat(send(transport, PLENTY_BYTES).status()).isEqualTo(200);
    }

    @Test
    void aSilentUsedConnectionIsATimeoutAndNotRepeated() throws IOException {
        send(transport, PLENTY_BYTES);
        partner.next(Answer.hang());

        assertThatThrownBy(() -> send(transport, PLENTY_BYTES)).isInstanceOf(SocketTimeoutException.class);
        assertThat(partner.requestCount()).isEqualTo(2);
    }

    @Test
    void halfAResponseOverAUsedConnectionIsAFailureAndNotRepeated() throws IOException {
        send(transport, PLENTY_BYTES);
        partner.next(Answer.half());

        assertThatThrownBy(() -> send(transport, PLENTY_BYTES)).isInstanceOf(IOException.class);
        assertThat(partner.requestCount()).isEqualTo(2);
    }

    @Test
    void followsNoRedirect() throws IOException {
        partner.next(Answer.status(307).header("Location", partner.url() + "/elsewhere"));

        assertThat(send(transport, PLENTY_BYTES).status()).isEqualTo(307);
        assertThat(partner.requestCount()).isEqualTo(1);
    }

    @Test
    void decodesNoResponse() throws IOException {
        partner.next(Answer.reply(new Reply(200, Map.of("Content-Encoding", "gzip"), "")),
                Answer.reply(new Reply(200, Map.of("Content-Encoding", "gzip"), "no gzip")));

        assertThat(send(transport, PLENTY_BYTES)).returns(200, HttpResponse::status).returns("", HttpResponse::body);
        assertThat(send(transport, PLENTY_BYTES).body()).isEqualTo("no gzip");
    }

    @Test
    void aServerThatSendsNothingIsATimeout() {
        partner.next(Answer.hang());

        assertThatThrownBy(() -> send(transport, PLENTY_BYTES)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void returnsItsConnectionsAfterFailures() throws IOException {
        partner.next(4, Answer.half());
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> send(transport, PLENTY_BYTES)).isInstanceOf(IOException.class);
        }
        assertThat(send(transport, PLENTY_BYTES).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 0})
    void opensAsManyConnectionsAsItNeedsUpToItsBound(int maxConnections) throws IOException {
        partner.always(Answer.slow(Duration.ofMillis(100)));
        try (HttpTransport bounded = transport(partner.url(), settings(SECONDS, SECONDS, maxConnections))) {
            List<CompletionStage<HttpResponse>> responses = IntStream.range(0, 9)
                    .mapToObj(i -> bounded.send(Sending.post("/in"), PLENTY_BYTES)).toList();
            for (CompletionStage<HttpResponse> response : responses) {
                assertThat(Sending.await(response).status()).isEqualTo(200);
            }
        }
        assertThat(partner.connectionCount()).isEqualTo(maxConnections == 0 ? 9 : maxConnections);
    }

    @Test
    void callsBackOnceForEachRequestWhateverHappens() throws InterruptedException {
        Answer[] answers = {Answer.usual(), Answer.reset(), Answer.half(), Answer.hang(), Answer.lost(),
                Answer.status(500)};
        int requests = 300;
        IntStream.range(0, requests).forEach(i -> partner.next(answers[i % answers.length]));
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch answered = new CountDownLatch(requests);
        HttpSettings brief = settings(Duration.ofMillis(100), Duration.ofSeconds(1), 20);
        try (HttpTransport impatient = transport(partner.url(), brief)) {
            for (int i = 0; i < requests; i++) {
                impatient.send(Sending.post("/in"), PLENTY_BYTES).whenComplete((response, failure) -> {
                    calls.incrementAndGet();
                    answered.countDown();
                });
            }
            assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(calls).hasValue(requests);
    }

    @Test
    void failsWhatIsUnderWayWhenItIsClosed() {
        partner.always(Answer.hang());
        List<CompletionStage<HttpResponse>> responses = IntStream.range(0, 5)
                .mapToObj(i -> transport.send(Sending.post("/in"), PLENTY_BYTES)).toList();

        transport.close();

        assertThat(responses).allSatisfy(response -> assertThatThrownBy(() -> Sending.await(response))
                .isInstanceOf(IOException.class).hasMessageContaining("not sent"));
        assertThatThrownBy(() -> send(transport, PLENTY_BYTES)).hasMessageContaining("not sent");
    }

    @Test
    void sendsBackCookiesOnlyIfSet() throws IOException {
        HttpSettings without = settings(SECONDS, SECONDS, 0);
        for (HttpSettings settings : List.of(without, without.forOneSession())) {
            try (HttpTransport one = transport(partner.url(), settings);
                    HttpTransport other = one.sharingThread(settings)) {
                partner.next(Answer.usual().header("Set-Cookie", "node=1; Path=/"));
                send(one, PLENTY_BYTES);
                partner.forget();
                send(one, PLENTY_BYTES);
                send(other, PLENTY_BYTES);
            }

            assertThat(partner.requests()).extracting(request -> request.cookie("node"))
                    .containsExactly(settings.isSession() ? Optional.of("1") : Optional.empty(), Optional.empty());
        }
    }

    @Test
    void looksUpAServersName() throws IOException {
        try (HttpTransport byName = transport("http://localhost:" + partner.port(), settings(SECONDS, SECONDS, 0))) {
            assertThat(send(byName, PLENTY_BYTES).status()).isEqualTo(200);
        }
        assertThat(partner.requests()).extracting(ReceivedRequest::path).containsExactly("/in");
    }

    @Test
    void triesEachAddressOfAName() throws IOException {
        InetAddress refusing = InetAddress.getByName("127.0.0.2");
        InetAddress serving = InetAddress.getByName("127.0.0.1");
        HttpUrl server = HttpUrl.parse("http://partner.example:" + partner.port());
        try (HttpTransport byName = HttpTransport.open(server, settings(SECONDS, SECONDS, 0),
                host -> new InetAddress[] {refusing, serving})) {
            assertThat(send(byName, PLENTY_BYTES).status()).isEqualTo(200);
        }
        assertThat(partner.requests().get(0).header("Host")).contains("partner.example:" + partner.port());
    }

    @Test
    void looksUpANameAnewForEachConnection() throws IOException {
        Deque<String> answers = new ConcurrentLinkedDeque<>(List.of("127.0.0.1", "127.0.0.2", "127.0.0.1"));
        HttpUrl server = HttpUrl.parse("http://partner.example:" + partner.port());
        try (HttpTransport byName = HttpTransport.open(server, settings(SECONDS, SECONDS, 0),
                host -> InetAddress.getAllByName(answers.remove()))) {
            send(byName, PLENTY_BYTES);
            partner.hangUp();
            assertThatThrownBy(() -> send(byName, PLENTY_BYTES)).hasMessageContaining("127.0.0.2");
            assertThat(send(byName, PLENTY_BYTES).status()).isEqualTo(200);
        }
        assertThat(answers).isEmpty();
    }

    @Test
    void aSlowNameServerHoldsUpNoCallerAndNoOtherEndpoint() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        HttpUrl server = HttpUrl.parse("http://partner.example:" + partner.port());
        try (HttpTransport slow = HttpTransport.open(server, settings(SECONDS, Duration.ofMillis(300), 0), host -> {
            awaitUninterruptibly(answer);
            return InetAddress.getAllByName("127.0.0.1");
        }); HttpTransport onTheSameThread = slow.sharingThread(settings(SECONDS, Duration.ofMillis(300), 0))) {
            CompletionStage<HttpResponse> first = slow.send(Sending.post("/in"), PLENTY_BYTES);
            CompletionStage<HttpResponse> other = onTheSameThread.send(Sending.post("/in"), PLENTY_BYTES);

            assertThatThrownBy(() -> Sending.await(first)).hasMessage("no free connection within 300 ms");
            assertThatThrownBy(() -> Sending.await(other)).hasMessage("no free connection within 300 ms");
            answer.countDown();
            assertThat(send(slow, PLENTY_BYTES).status()).isEqualTo(200);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aNameThatIsUnknownIsAPermanentFailure() {
        try (HttpTransport unknown = transport("http://my_partner.invalid/", settings(SECONDS, SECONDS, 0))) {
            assertThatThrownBy(() -> send(unknown, PLENTY_BYTES)).hasMessageContaining("my_partner.invalid")
                    .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isEqualTo(Fault.PERMANENT));
        }
    }
}
