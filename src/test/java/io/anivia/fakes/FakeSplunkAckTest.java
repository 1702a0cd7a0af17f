package io.anivia.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeSplunkAckTest {

    private static final String CHANNEL = "FE0ECFAD-13D5-401B-847D-77833BD77131";
    private static final String OTHER = "FE0ECFAD-13D5-401B-847D-77833BD77132";

    private final FakeSplunk splunk = new FakeSplunk().acknowledge(true);

    @BeforeEach
    void start() {
        splunk.start();
    }

    @AfterEach
    void close() {
        splunk.close();
    }

    private HttpResponse<String> send(String channel, String... cookie) throws IOException {
        return Http.post(splunk.uri("/services/collector"), "{\"event\":1,\"fields\":{\"id\":\"a\"}}",
                headers("X-Splunk-Request-Channel", channel, cookie));
    }

    private String ask(String channel, String ids, String... cookie) throws IOException {
        return Http.post(splunk.uri("/services/collector/ack?channel=" + channel), "{\"acks\":" + ids + "}",
                headers("X-Unused", "-", cookie)).body();
    }

    private static String[] headers(String name, String value, String... cookie) {
        String auth = "Splunk " + FakeSplunk.TOKEN;
        return cookie.length == 0
                ? new String[] {"Authorization", auth, name, value}
                : new String[] {"Authorization", auth, name, value, "Cookie", cookie[0]};
    }

    @Test
    void givesIdsPerChannelAndTellsTrueOnce() throws IOException {
        assertThat(send(CHANNEL).body()).isEqualTo("{\"text\":\"Success\",\"code\":0,\"ackId\":0}");
        assertThat(send(CHANNEL).body()).contains("\"ackId\":1}");
        assertThat(send(OTHER).body()).contains("\"ackId\":0}");

        assertThat(ask(CHANNEL, "[0,1,2]")).isEqualTo("{\"acks\":{\"0\":true,\"1\":true,\"2\":false}}");
        assertThat(ask(CHANNEL, "[0,1]")).isEqualTo("{\"acks\":{\"0\":false,\"1\":false}}");
        assertThat(splunk.acksOutstanding()).isEqualTo(1);
        assertThat(ask(OTHER, "[0]")).isEqualTo("{\"acks\":{\"0\":true}}");
    }

    @Test
    void acknowledgesLate() throws IOException {
        splunk.ackAfter(Duration.ofMillis(300));
        send(CHANNEL);
        splunk.ackAfter(Duration.ZERO);
        send(CHANNEL);

        assertThat(ask(CHANNEL, "[0,1]")).isEqualTo("{\"acks\":{\"0\":false,\"1\":true}}");
        await().atMost(Duration.ofSeconds(5)).until(() -> ask(CHANNEL, "[0]").contains("true"));
    }

    @Test
    void neverAcknowledges() throws IOException {
        splunk.ackNever();
        send(CHANNEL);
        splunk.ackAfter(Duration.ZERO);
        send(CHANNEL);

        assertThat(ask(CHANNEL, "[0,1]")).isEqualTo("{\"acks\":{\"0\":false,\"1\":true}}");
        assertThat(splunk.ids()).containsExactly("a");
    }

    @Test
    void losesWhatItAccepted() throws IOException {
        splunk.loseNext(1);

        assertThat(send(CHANNEL).statusCode()).isEqualTo(200);
        assertThat(splunk.indexedCount()).isZero();
        assertThat(ask(CHANNEL, "[0]")).contains("false");
        send(CHANNEL);
        assertThat(splunk.indexedCount()).isEqualTo(1);
        assertThat(ask(CHANNEL, "[1]")).contains("true");
    }

    @Test
    void forgetsAcksAsAnIndexerThatRestarts() throws IOException {
        send(CHANNEL);
        splunk.forgetAcks();

        assertThat(ask(CHANNEL, "[0]")).contains("false");
    }

    @Test
    void asksForAChannel() throws IOException {
        String auth = "Splunk " + FakeSplunk.TOKEN;
        var event = splunk.uri("/services/collector");
        var ack = splunk.uri("/services/collector/ack");

        assertThat(Http.post(event, "{\"event\":1}", "Authorization", auth).body()).contains("\"code\":10");
        assertThat(send("not-a-guid").body()).contains("\"code\":11");
        assertThat(Http.post(ack, "{\"acks\":[0]}", "Authorization", auth).body()).contains("\"code\":10");
        assertThat(Http.post(ack, "{\"acks\":[0]}").body()).contains("\"code\":2");
        assertThat(ask(CHANNEL, "\"0\"")).contains("\"code\":6");
        assertThat(ask(CHANNEL, "[\"0\"]")).contains("\"code\":6");
    }

    @Test
    void hasNoAcksWhenSwitchedOff() throws IOException {
        splunk.acknowledge(false);

        assertThat(send(CHANNEL).body()).doesNotContain("ackId");
        assertThat(ask(CHANNEL, "[0]")).contains("\"code\":14");
    }

    @Test
    void answersOnlyTheCookieOfTheIndexerThatGaveTheId() throws IOException {
        splunk.stickyCookies(true);

        String first = send(CHANNEL).headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        String second = send(CHANNEL).headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        assertThat(first).isNotEqualTo(second);
        var sticky = send(CHANNEL, first);
        assertThat(sticky.body()).contains("\"ackId\":1");
        assertThat(sticky.headers().firstValue("Set-Cookie")).isEmpty();

        assertThat(ask(CHANNEL, "[0,1]")).isEqualTo("{\"acks\":{\"0\":false,\"1\":false}}");
        assertThat(ask(CHANNEL, "[0,1]", second)).isEqualTo("{\"acks\":{\"0\":true,\"1\":false}}");
        assertThat(ask(CHANNEL, "[0,1]", first)).isEqualTo("{\"acks\":{\"0\":true,\"1\":true}}");
    }

    @Test
    void keepsTheScriptsOfDeliveriesAndQuestionsApart() throws IOException {
        splunk.alwaysCode(9).nextAck(1, Answer.status(503));

        assertThat(ask(CHANNEL, "[0]")).isEqualTo("scripted 503");
        assertThat(ask(CHANNEL, "[0]")).contains("false");
        assertThat(send(CHANNEL).statusCode()).isEqualTo(503);
        assertThat(splunk.nextCode(1, 24).heal().nextCode(1, 24).requestCount()).isEqualTo(3);
        assertThat(send(CHANNEL).body()).contains("\"code\":24,\"ackId\":0");
    }
}
