package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.destination.http.HttpResponse;
import io.anivia.destination.splunk.HecEventWriter.WrittenEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HecResponseTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String HTML = "<html><body>Not for you: {\"code\":0}</body></html>";

    @ParameterizedTest
    @CsvSource({"0, false", "17, false", "24, true", "25, true"})
    void codesOfSuccessMeanDelivered(int code, boolean nearlyFull) {
        HecResponse answer = answer(200, "{\"text\":\"Success\",\"code\":" + code + ",\"ackId\":10}");

        assertThat(answer.accepted()).isTrue();
        assertThat(answer.nearlyFull()).isEqualTo(nearlyFull);
    }

    @ParameterizedTest
    @CsvSource({
            "7, 400, PERMANENT", "21, 400, PERMANENT", "22, 400, PERMANENT",
            "1, 403, PERMANENT", "2, 401, PERMANENT", "3, 401, PERMANENT", "4, 403, PERMANENT",
            "5, 400, POISON", "6, 400, POISON", "12, 400, POISON", "13, 400, POISON", "15, 400, POISON",
            "10, 400, PERMANENT", "11, 400, PERMANENT", "14, 400, PERMANENT", "16, 400, PERMANENT",
            "8, 500, TRANSIENT", "9, 503, TRANSIENT", "18, 503, TRANSIENT", "19, 503, TRANSIENT", "20, 503, TRANSIENT",
            "23, 503, TRANSIENT", "26, 429, TRANSIENT", "27, 429, TRANSIENT",
            // Unknown codes.
            "99, 400, TRANSIENT", "99, 200, TRANSIENT", "99, 503, TRANSIENT",
            // The code decides, whatever the status.
            "6, 200, POISON", "9, 200, TRANSIENT", "4, 200, PERMANENT",
    })
    void classifiesACode(int code, int status, Fault fault) {
        HecResponse answer = answer(status, "{\"text\":\"No\",\"code\":" + code + "}");

        assertThat(answer.accepted()).isFalse();
        assertThat(answer.failure("Splunk", body(0, 3)).fault()).isEqualTo(fault);
        assertThat(answer.failure("Splunk", body(0, 3)).failedIndexes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
            "200, PERMANENT", "201, PERMANENT", "204, PERMANENT", "301, PERMANENT", "302, PERMANENT", "307, PERMANENT",
            "400, PERMANENT", "401, PERMANENT", "403, PERMANENT", "404, PERMANENT", "405, PERMANENT", "407, PERMANENT",
            "414, PERMANENT", "415, PERMANENT", "431, PERMANENT", "408, TRANSIENT", "425, TRANSIENT", "429, TRANSIENT",
            "413, POISON", "422, POISON",
            "500, TRANSIENT", "502, TRANSIENT", "503, TRANSIENT", "504, TRANSIENT", "599, TRANSIENT",
    })
    void classifiesOtherServersResponsesByStatus(int status, Fault fault) {
        for (String body : new String[] {HTML, "", "[1]", "null", "{\"code\":\"0\"}", "{\"code\":0.5}", "{\"code\""}) {
            HecResponse answer = answer(status, body);

            assertThat(answer.accepted()).isFalse();
            assertThat(answer.failure("Splunk", body(0, 3)).fault()).as(body).isEqualTo(fault);
        }
    }

    @Test
    void acceptsOnlyWith200() {
        assertThat(answer(500, "{\"text\":\"Success\",\"code\":0}").accepted()).isFalse();
    }

    @Test
    void namesTheInvalidEventByItsPositionInTheBatch() {
        HecResponse answer = answer(400, "{\"text\":\"Invalid data format\",\"code\":6,\"invalid-event-number\":1}");

        assertThat(answer.failure("Splunk", body(0, 3)).failedIndexes()).isEqualTo(Set.of(1));
        assertThat(answer.failure("Splunk", body(10, 3)).failedIndexes()).isEqualTo(Set.of(11));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "-1", "9999999999", "1.5", "\"1\"", "null"})
    void ignoresAnEventNumberThatMakesNoSense(String number) {
        DeliveryException failure = answer(400, "{\"code\":6,\"invalid-event-number\":" + number + "}")
                .failure("Splunk", body(0, 3));

        assertThat(failure.fault()).isEqualTo(Fault.POISON);
        assertThat(failure.failedIndexes()).isEmpty();
    }

    @Test
    void theOnlyEventOfARequestIsTheRefusedOne() {
        assertThat(answer(413, HTML).failure("Splunk", body(5, 1)).failedIndexes()).isEqualTo(Set.of(5));
        assertThat(answer(413, HTML).failure("Splunk", body(5, 2)).failedIndexes()).isEmpty();
    }

    @Test
    void anIncorrectIndexIsAPermanentFailure() {
        DeliveryException failure = answer(400, "{\"text\":\"Incorrect index\",\"code\":7,\"invalid-event-number\":0}")
                .failure("Splunk", body(0, 1));

        assertThat(failure.fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure).hasMessageContaining("or the configured one");
    }

    @Test
    void readsRetryAfter() {
        HecResponse answer = HecResponse.read(
                new HttpResponse(503, "Sun, 01 Mar 2026 12:00:30 GMT", "{\"code\":9}", NOW));

        assertThat(answer.failure("Splunk", body(0, 1)).retryAfter()).hasValue(Duration.ofSeconds(30));
        assertThat(answer(503, "{\"code\":9}").failure("Splunk", body(0, 1)).retryAfter()).isEmpty();
    }

    @Test
    void describesAFailureWithoutQuotingTheResponse() {
        assertThat(answer(403, "{\"text\":\"secret\",\"code\":4}").failure("Splunk HEC at https://splunk:8088", body(0, 1)))
                .hasMessage("Splunk HEC at https://splunk:8088 answered HTTP 403, code 4 (invalid token)");
        assertThat(answer(200, "secret").failure("Splunk", body(0, 1)))
                .hasMessage("Splunk answered HTTP 200, but not as an Event Collector does: is the URL right?");
    }

    /** The first of these events is two of the collector's, and the third names its index. */
    @ParameterizedTest
    @CsvSource({"0, PERMANENT, ", "1, PERMANENT, ", "2, PERMANENT, ", "3, POISON, 12", "4, POISON, ", "-1, POISON, "})
    void anIncorrectIndexThatTheEventNamesIsTheEventsOwnFault(int number, Fault fault, @Nullable Integer failed) {
        HecRequestBody body = new HecRequestBody(10, List.of(new WrittenEvent(2, false), new WrittenEvent(1, false),
                new WrittenEvent(1, true)), new byte[0]);
        DeliveryException failure = answer(400, "{\"code\":7,\"invalid-event-number\":" + number + "}")
                .failure("Splunk", body);

        assertThat(failure.fault()).isEqualTo(fault);
        assertThat(failure.failedIndexes()).isEqualTo(failed == null ? Set.of() : Set.of(failed));
    }

    private static HecRequestBody body(int first, int count) {
        return new HecRequestBody(first, Collections.nCopies(count, new WrittenEvent(1, false)), new byte[0]);
    }

    private static HecResponse answer(int status, String body) {
        return HecResponse.read(new HttpResponse(status, null, body, NOW));
    }
}
