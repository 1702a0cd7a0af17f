package io.anivia.destination.omniture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.destination.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;


class InsertionResponseTest {

    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    @ParameterizedTest
    @ValueSource(strings = {"<status>SUCCESS</status>", "<status> success </status>",
            XML + "<status>SUCCESS</status>\n", "<response><status>SUCCESS</status></response>"})
    void successInTheBodyIsASuccess(String body) {
        assertThat(InsertionResponse.failure(answer(200, null, body))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
            "200, NO account,                PERMANENT",
            "400, NO account,                PERMANENT",
            "503, no ACCOUNT,                PERMANENT",
            "200, NO pagename OR pageurl, POISON",
            "200, NO visitorid OR ipaddress, POISON",
            "200, Syntax Error, POISON",
            "500, Syntax Error, POISON",
            "200, something new,             TRANSIENT",
            "200, '',                        TRANSIENT",
            "400, something new, POISON",
            "401, something new,             PERMANENT",
            "503, something new,             TRANSIENT"})
    void classifiesAFailureByItsReason(int status, String reason, Fault fault) {
        String body = XML + "<status>FAILURE</status>\n<reason>" + reason + "</reason>\n";

        assertThat(failure(answer(status, null, body)).fault()).isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>login here</html>", "SUCCESS", "<status>SUCCE", "<status>OK</status>",
            "<status>SUCCESS</status><status>FAILURE</status>",
            "<!DOCTYPE x [<!ENTITY s \"SUCCESS\">]><status>&s;</status>"})
    void status200AloneIsNoSuccess(String body) {
        assertThat(failure(answer(200, null, body)).fault()).isEqualTo(Fault.TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({"400, POISON", "413, POISON", "422, POISON", "302, PERMANENT", "401, PERMANENT", "403, PERMANENT",
            "404, PERMANENT", "408, TRANSIENT", "429, TRANSIENT", "500, TRANSIENT", "503, TRANSIENT"})
    void classifiesOtherResponsesByStatus(int status, Fault fault) {
        assertThat(failure(answer(status, null, "<html/>")).fault()).isEqualTo(fault);
        assertThat(failure(answer(status, null, "<status>SUCCESS</status>")).fault()).isEqualTo(fault);
    }

    @Test
    void passesOnRetryAfter() {
        assertThat(failure(answer(503, "7", "")).retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failure(answer(429, "Mon, 23 Nov 2026 20:00:09 GMT", "")).retryAfter())
                .contains(Duration.ofSeconds(9));
    }

    @Test
    void keepsAnUnknownReasonShortAndHarmless() {
        String reason = "line\nforged " + "x".repeat(1000);

        assertThat(failure(answer(200, null, "<status>FAILURE</status><reason>" + reason + "</reason>")).getMessage())
                .isEqualTo("FAILURE, line …");
    }

    private static DeliveryException failure(HttpResponse answer) {
        return InsertionResponse.failure(answer).orElseThrow();
    }

    private static HttpResponse answer(int status, @Nullable String retryAfter, String body) {
        return new HttpResponse(status, retryAfter, body, Instant.parse("2026-11-23T20:00:00Z"));
    }
}
