package io.anivia.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FakeSplunkTest {

    private static final String AUTH = "Splunk " + FakeSplunk.TOKEN;
    private static final String EVENT = "/services/collector/event";

    private final FakeSplunk splunk = new FakeSplunk();

    @BeforeEach
    void start() {
        splunk.start();
    }

    @AfterEach
    void close() {
        splunk.close();
    }

    private HttpResponse<String> send(String body) throws IOException {
        return Http.post(splunk.uri(EVENT), body, "Authorization", AUTH);
    }

    private static String envelope(String id) {
        return "{\"time\":1416.123,\"event\":{\"n\":1},\"fields\":{\"id\":\"%s\"}}".formatted(id);
    }

    private static void assertCode(HttpResponse<String> response, int status, int code) {
        assertThat(response.body()).contains("\"code\":" + code);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/services/collector", "/services/collector/event", "/services/collector/event/1.0"})
    void indexesABatchOnEachEventPath(String path) throws IOException {
        var response = Http.post(splunk.uri(path), envelope("a") + "\n " + envelope("b") + envelope("c"),
                "Authorization", AUTH);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"text\":\"Success\",\"code\":0}");
        assertThat(splunk.ids()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(splunk.indexed()).hasSize(3).allSatisfy(event -> {
            assertThat(event.time()).isEqualTo(new BigDecimal("1416.123"));
            assertThat(event.event().get("n").intValue()).isEqualTo(1);
        });
        assertThat(splunk.requests()).singleElement()
                .satisfies(request -> assertThat(request.header("authorization")).contains(AUTH));
    }

    @Test
    void unpacksGzip() throws IOException {
        var response = Http.post(splunk.uri(EVENT), Http.gzip(envelope("a")), "Authorization", AUTH,
                "Content-Encoding", "gzip");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(splunk.ids()).containsExactly("a");
    }

    @Test
    void countsDuplicates() throws IOException {
        send(envelope("a") + envelope("b"));
        send(envelope("a"));

        assertThat(splunk.duplicates()).isEqualTo(1);
        assertThat(splunk.timesIndexed("a")).isEqualTo(2);
        assertThat(splunk.indexedCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"event\":1} [{\"event\":1}]              | 6 ",
        "{\"event\":1} {\"event\":                  | 6 ",
        "{\"event\":1} {\"event\":1,\"time\":1.79E9}| 6 ",
        "{\"event\":1} {\"event\":1,\"time\":1e3}   | 6 ",
        "{\"event\":1} {\"event\":1,\"time\":\"now\"} | 6 ",
        "{\"event\":1} {\"event\":1,\"time\":[1]}   | 6 ",
        "{\"event\":1} {\"event\":1,\"event\":2}    | 6 ",
        "{\"event\":1} {\"event\":1,\"evnt\":2}     | 6 ",
        "{\"event\":1} {\"event\":1,\"index\":2}    | 6 ",
        "{\"event\":1} {\"event\":1,\"index\":\"x\"}| 7 ",
        "{\"event\":1} {\"host\":\"h\"}             | 12",
        "{\"event\":1} {\"event\":null}             | 12",
        "{\"event\":1} {\"event\":\" \"}            | 13",
        "{\"event\":1} {\"event\":1,\"fields\":{\"a\":{\"b\":1}}} | 15",
        "{\"event\":1} {\"event\":1,\"fields\":{\"a\":[{}]}}      | 15",
        "{\"event\":1} {\"event\":1,\"fields\":{\"a\":null}}      | 15",
        "{\"event\":1} {\"event\":1,\"fields\":[]}  | 15",
    })
    void refusesTheSecondEventAndNamesIt(String body, int code) throws IOException {
        splunk.indexes("main");

        var response = send(body + "{\"event\":3}");

        assertCode(response, 400, code);
        assertThat(response.body()).contains("\"invalid-event-number\":1");
        assertThat(splunk.indexedCount()).isZero();
    }

    @Test
    void canIndexWhatStandsBeforeTheInvalidEvent() throws IOException {
        splunk.indexBeforeInvalid(true);

        send(envelope("a") + envelope("b") + "{}" + envelope("c"));

        assertThat(splunk.ids()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void canLeaveOutWhichEventIsInvalid() throws IOException {
        splunk.tellInvalidEventNumber(false);

        assertThat(send("{}").body()).isEqualTo("{\"text\":\"Event field is required\",\"code\":12}");
    }

    @Test
    void refusesEventsByIdForEver() throws IOException {
        splunk.refuseIds(7, "bad");

        assertThat(send(envelope("good") + envelope("bad")).body()).contains("\"code\":7,\"invalid-event-number\":1");
        assertCode(send(envelope("bad")), 400, 7);
        assertCode(send(envelope("good")), 200, 0);
    }

    @Test
    void refusesAnEmptyRequest() throws IOException {
        assertCode(send(""), 400, 5);
        assertCode(send(" \n"), 400, 5);
    }

    @Test
    void takesValuesAndListsAsFields() throws IOException {
        assertCode(send("{\"time\":\"1416.5\",\"event\":\"x\",\"fields\":{\"a\":1,\"b\":true,\"c\":[\"d\",\"e\"]}}"),
                200, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer 1, 401, 3",
        "Splunk, 401, 3",
        "Basic !, 401, 3",
        "Splunk unknown, 403, 4",
        "Splunk off, 403, 1",
        "Splunk second, 200, 0",
        "splunk second, 200, 0"
    })
    void asksForAnEnabledToken(String authorization, int status, int code) throws IOException {
        splunk.token("second").disableToken("off");

        assertCode(Http.post(splunk.uri(EVENT), envelope("a"), "Authorization", authorization), status, code);
    }

    @Test
    void takesTheTokenAsBasicPassword() throws IOException {
        String pair = Base64.getEncoder().encodeToString(("anyone:" + FakeSplunk.TOKEN).getBytes());

        assertCode(Http.post(splunk.uri(EVENT), envelope("a"), "Authorization", "Basic " + pair), 200, 0);
    }

    @Test
    void takesTheTokenInTheQueryOnlyWhenAllowed() throws IOException {
        var uri = splunk.uri(EVENT + "?token=" + FakeSplunk.TOKEN);

        assertCode(Http.post(splunk.uri(EVENT), envelope("a")), 401, 2);
        assertCode(Http.post(uri, envelope("a")), 400, 16);
        splunk.tokenInQuery(true);
        assertCode(Http.post(uri, envelope("a")), 200, 0);
    }

    @Test
    void refusesLargeRequestsInHtml() throws IOException {
        splunk.maxRequestBytes(200);

        var plain = send(envelope("a").repeat(10));
        var packed = Http.post(splunk.uri(EVENT), Http.gzip(envelope("a").repeat(10)), "Authorization", AUTH,
                "Content-Encoding", "gzip");

        assertThat(plain.statusCode()).isEqualTo(413);
        assertThat(plain.headers().firstValue("Content-Type")).hasValueSatisfying(t -> assertThat(t).contains("html"));
        assertThat(plain.body()).contains("<html>");
        assertThat(packed.statusCode()).isEqualTo(413);
        assertCode(send(envelope("a")), 200, 0);
    }

    @Test
    void refusesALargeEvent() throws IOException {
        splunk.maxEventBytes(100);

        assertCode(send(envelope("a") + envelope("b".repeat(100)) + envelope("c")), 400, 6);
        assertCode(send(envelope("a").repeat(10)), 200, 0);
    }

    @Test
    void refusesOtherEncodings() throws IOException {
        assertThat(Http.post(splunk.uri(EVENT), "x", "Authorization", AUTH, "Content-Encoding", "br").statusCode())
                .isEqualTo(415);
        assertCode(Http.post(splunk.uri(EVENT), "not gzip", "Authorization", AUTH, "Content-Encoding", "gzip"),
                400, 6);
    }

    @Test
    void knowsItsPathsAndMethods() throws IOException {
        assertThat(Http.post(splunk.uri("/services/collector/"), "{}").statusCode()).isEqualTo(404);
        assertThat(Http.get(splunk.uri(EVENT)).statusCode()).isEqualTo(405);
    }

    @Test
    void takesRawLines() throws IOException {
        assertCode(Http.post(splunk.uri("/services/collector/raw"), "one\ntwo\n", "Authorization", AUTH), 200, 0);

        assertThat(splunk.indexed()).extracting(event -> event.event().textValue()).containsExactly("one", "two");
    }

    @Test
    void tellsItsHealth() throws IOException {
        var uri = splunk.uri("/services/collector/health/1.0");

        assertCode(Http.get(uri), 200, 17);
        assertCode(Http.get(splunk.health(18).uri("/services/collector/health")), 503, 18);
    }

    @ParameterizedTest
    @CsvSource({"8,500", "9,503", "18,503", "19,503", "20,503", "23,503", "26,429", "27,429", "1,403", "2,401"})
    void playsAnyCode(int code, int status) throws IOException {
        splunk.nextCode(2, code, Duration.ofSeconds(7));

        assertCode(send(envelope("a")), status, code);
        var second = send(envelope("a"));
        assertCode(second, status, code);
        assertThat(second.headers().firstValue("Retry-After")).contains("7");
        assertThat(splunk.indexedCount()).isZero();
        assertCode(send(envelope("a")), 200, 0);
        assertThat(splunk.requestCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 25})
    void indexesWhenNearlyFull(int code) throws IOException {
        splunk.nextCode(1, code);

        assertCode(send(envelope("a")), 200, code);
        assertThat(splunk.ids()).containsExactly("a");
    }

    @Test
    void keepsIdsButNoContentsWhenToldNotToRemember() throws IOException {
        splunk.remember(false);

        send(envelope("a"));

        assertThat(splunk.ids()).containsExactly("a");
        assertThat(splunk.requestCount()).isEqualTo(1);
        assertThat(splunk.indexed()).isEmpty();
        assertThat(splunk.requests()).isEmpty();
    }
}
