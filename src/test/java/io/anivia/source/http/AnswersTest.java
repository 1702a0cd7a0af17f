package io.anivia.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;

import io.anivia.source.http.Answers.Facts;
import io.anivia.source.http.Answers.Rendered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static final AnswerFiles FILES = name -> {
        if (!name.equals("there.json")) {
            throw new IOException("there is none");
        }
        return "{}".getBytes(UTF_8);
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "{\"success\":true} | 200 | application/json | {\"success\":true}",
            "1 | 200 | text/plain | 1",
            "204 | 204 | - | ''",
            "'' | 200 | - | ''",
            "201 text/html <p>hello 200 worlds | 201 | text/html | <p>hello 200 worlds",
            "application/x-protobuf | 200 | application/x-protobuf | ''",
            "200 application/json;charset=utf-8 {} | 200 | application/json;charset=utf-8 | {}",
            "200 base64:aGVsbG8= | 200 | - | hello",
            "image/gif base64:aGVsbG8= | 200 | image/gif | hello",
            "200 application/json file:there.json | 200 | application/json | {}",
            "[] | 200 | application/json | []"})
    void readsStatusTypeAndBody(String written, int status, String type, String body) {
        Rendered answer = Answers.parse(written, 200, FILES).render(facts(FakeHead.of("POST", "/")));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo(type);
        assertThat(new String(answer.body(), UTF_8)).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json ", "application/json; charset=utf-8 ", "application/problem+json "})
    void whatIsPutIntoJsonIsEscaped(String type) {
        Answers answers = Answers.parse(type + "{\"a\":\"${query.a}\"}", 200, FILES);

        assertThat(body(answers, FakeHead.of("GET", "/?a=%22%0A"))).isEqualTo("{\"a\":\"\\\"\\n\"}");
    }

    @Test
    void theFirstCountsWhoseConditionHolds() {
        Answers answers = Answers.parse("""
                if query.verbose=1 and method=POST: 200 application/json {"status":1}
                else if header.content-type=application/x-protobuf*: 200 application/x-protobuf
                else if path.call=*age: 202
                else 200 1
                """, 200, FILES);

        assertThat(body(answers, FakeHead.of("POST", "/?verbose=1"))).isEqualTo("{\"status\":1}");
        assertThat(body(answers, FakeHead.of("GET", "/?verbose=1"))).isEqualTo("1");
        assertThat(answers.render(facts(FakeHead.of("POST", "/", "Content-Type", "application/x-protobuf;v=1"))).type())
                .isEqualTo("application/x-protobuf");
        assertThat(answers.render(new Facts(FakeHead.of("POST", "/"), Map.of("call", "page"), "", 0, "")).status())
                .isEqualTo(202);
    }

    @Test
    void anErrorHasItsStatusUnlessAnotherIsWritten() {
        Answers answers = Answers.parse("if status=429: 503 {} else {\"code\":${status},\"error\":\"${error}\"}", 0, FILES);

        assertThat(answers.render(error(429, "x")).status()).isEqualTo(503);
        Rendered other = answers.render(error(413, "too \"large\""));
        assertThat(other.status()).isEqualTo(413);
        assertThat(new String(other.body(), UTF_8)).isEqualTo("{\"code\":413,\"error\":\"too \\\"large\\\"\"}");
    }

    @Test
    void whatTheClientSentComesBackEscapedAndBounded() {
        Answers answers = Answers.parse("{\"a\":\"${query.a}\",\"b\":\"${header.x-b}\",\"r\":\"${receipt}\"}", 200, FILES);

        assertThat(body(answers, FakeHead.of("GET", "/?a=%22%7D$1" + "x".repeat(300), "X-B", "\\")))
                .isEqualTo("{\"a\":\"\\\"}$1" + "x".repeat(252) + "\",\"b\":\"\\\\\",\"r\":\"the-receipt\"}");
    }

    @Test
    void theTimeOfTheAnswerIsInMilliseconds() {
        long before = System.currentTimeMillis();

        String now = body(Answers.parse("${now}", 200, FILES), FakeHead.of("POST", "/"));

        assertThat(Long.parseLong(now)).isBetween(before, System.currentTimeMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"${timestamp}", "{\"id\":\"${receipt\"}", "200 text/plain ${}",
            "${query.}", "${headers.x}"})
    void aPlaceholderThatNothingIsKnownForIsNamed(String written) {
        assertThatThrownBy(() -> Answers.parse(written, 200, FILES)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("nothing is known to put in place of ${", "${receipt}, ${status}");
    }

    /** Clients wait on for an answer after 1xx, and take a body of 204 for the next answer. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "100 {}                                  | 100 is no status of an answer",
            "if query.a=1: 199 else 200              | 199 is no status of an answer",
            "700 {}                                  | 700 is no status of an answer",
            "204 {}                                  | an answer with the status 204 has no body",
            "204 text/plain ok                       | an answer with the status 204 has no body",
            "304 image/gif base64:AAAA               | an answer with the status 304 has no body"})
    void refusesAnAnswerThatHttpDoesNotKnow(String written, String message) {
        assertThatThrownBy(() -> Answers.parse(written, 200, FILES)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"if query.a=1: 200 {}", "if a=1: 200 else 200", "if query.a=1 200 else 200", "base64:???",
            "file:missing.json", "if status: 200 else 200"})
    void refusesWhatItCannotRead(String written) {
        assertThatThrownBy(() -> Answers.parse(written, 200, FILES)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String body(Answers answers, RequestHead head) {
        return new String(answers.render(facts(head)).body(), UTF_8);
    }

    private static Facts facts(RequestHead head) {
        return new Facts(head, Map.of(), "the-receipt", 0, "");
    }

    private static Facts error(int status, String error) {
        return new Facts(FakeHead.of("POST", "/"), Map.of(), "", status, error);
    }
}
