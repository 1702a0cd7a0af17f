package io.anivia.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakePartnerTest {

    private final FakePartner partner = new FakePartner();

    @BeforeEach
    void start() {
        partner.start();
    }

    @AfterEach
    void close() {
        partner.close();
    }

    private HttpResponse<String> send(String body) throws IOException {
        return Http.post(partner.uri("/any/where?q=a%20b"), body, "Content-Type", "application/json",
                "X-Anivia-Id", "from-header");
    }

    @Test
    void takesAnEventAndRemembersTheRequest() throws IOException {
        assertThat(send("{\"id\":\"a\",\"n\":1}").statusCode()).isEqualTo(200);

        assertThat(partner.deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.id()).contains("a");
            assertThat(delivery.body().get("n").intValue()).isEqualTo(1);
            assertThat(delivery.request().path()).isEqualTo("/any/where");
            assertThat(delivery.request().parameter("q")).contains("a b");
            assertThat(delivery.request().header("x-anivia-id")).contains("from-header");
            assertThat(delivery.request().text()).isEqualTo("{\"id\":\"a\",\"n\":1}");
        });
    }

    @Test
    void takesAnArrayOfEvents() throws IOException {
        send("[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"a\"}]");

        assertThat(partner.ids()).containsExactlyInAnyOrder("a", "b");
        assertThat(partner.timesDelivered("a")).isEqualTo(2);
        assertThat(partner.duplicates()).isEqualTo(1);
    }

    @Test
    void knowsAnEventByItsHeader() throws IOException {
        send("{\"n\":1}");

        assertThat(partner.ids()).containsExactly("from-header");
    }

    @Test
    void refusesCertainEventsForEver() throws IOException {
        partner.statusFor(422, "bad", "worse").answerFor(Answer.status(500), "ugly");

        assertThat(send("{\"id\":\"bad\"}").statusCode()).isEqualTo(422);
        assertThat(send("[{\"id\":\"good\"},{\"id\":\"worse\"}]").statusCode()).isEqualTo(422);
        assertThat(send("{\"id\":\"ugly\"}").statusCode()).isEqualTo(500);
        assertThat(send("{\"id\":\"good\"}").statusCode()).isEqualTo(200);
        assertThat(partner.ids()).containsExactly("good");
        assertThat(partner.refuseNothing().requestCount()).isEqualTo(4);
        assertThat(send("{\"id\":\"bad\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWhatIsNoJson() throws IOException {
        assertThat(send("{").statusCode()).isEqualTo(400);
        assertThat(send("7").statusCode()).isEqualTo(400);
        assertThat(Http.post(partner.uri("/"), "{}", "Content-Type", "text/plain").statusCode()).isEqualTo(415);
        assertThat(Http.get(partner.uri("/")).statusCode()).isEqualTo(405);
        assertThat(partner.deliveredCount()).isZero();
    }

    @Test
    void forgets() throws IOException {
        send("{\"id\":\"a\"}");
        partner.forget();

        assertThat(partner.ids()).isEmpty();
        assertThat(partner.requests()).isEmpty();
    }
}
