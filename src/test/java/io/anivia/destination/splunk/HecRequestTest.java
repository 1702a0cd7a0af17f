package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HecRequestTest {

    private static final HecEventWriter WRITER = new HecEventWriter(HecMetadata.NONE, null, 1024);
    /** Of one event with a one-letter id, its line end included. */
    private static final int LINE_BYTES = 102;

    @Test
    void putsOneEventOnALine() throws Exception {
        List<HecRequestBody> bodies = plain(1_000_000).encode(List.of(event("a"), event("b"), event("c")));

        assertThat(bodies).singleElement().satisfies(body -> {
            assertThat(body.first()).isZero();
            assertThat(body.count()).isEqualTo(3);
            assertThat(text(body).lines()).hasSize(3).allSatisfy(line -> assertThat(line).hasSize(LINE_BYTES - 1));
        });
    }

    @Test
    void compressesAtTheGivenLevel() throws Exception {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            events.add(event(Integer.toString(i * 7919)));
        }
        byte[] plain = plain(1_000_000).encode(events).get(0).bytes();
        byte[] fast = new HecRequest(WRITER, 1_000_000, 1).encode(events).get(0).bytes();
        byte[] small = new HecRequest(WRITER, 1_000_000, 9).encode(events).get(0).bytes();

        assertThat(new GZIPInputStream(new ByteArrayInputStream(fast)).readAllBytes()).isEqualTo(plain);
        assertThat(small).hasSizeLessThan(fast.length);
        assertThat(fast).hasSizeLessThan(plain.length / 4);
    }

    @Test
    void splitsWhatDoesNotFitIntoOneRequest() throws Exception {
        List<HecRequestBody> bodies = plain(2 * LINE_BYTES)
                .encode(List.of(event("a"), event("b"), event("c"), event("d"), event("e")));

        assertThat(bodies).extracting(HecRequestBody::first).containsExactly(0, 2, 4);
        assertThat(bodies).extracting(HecRequestBody::count).containsExactly(2, 2, 1);
        assertThat(bodies).allSatisfy(body -> assertThat(body.bytes()).hasSizeLessThanOrEqualTo(2 * LINE_BYTES));
        assertThat(String.join("", bodies.stream().map(HecRequestTest::text).toList()))
                .isEqualTo(text(plain(1_000_000)
                        .encode(List.of(event("a"), event("b"), event("c"), event("d"), event("e"))).get(0)));
    }

    @Test
    void splitsByTheLengthBeforeCompression() throws Exception {
        assertThat(new HecRequest(WRITER, 2 * LINE_BYTES, 9).encode(List.of(event("a"), event("b"), event("c"))))
                .hasSize(2);
    }

    @Test
    void namesEveryEventThatCanNeverBeSent() {
        DeliveryException failure = catchThrowableOfType(DeliveryException.class, () -> plain(LINE_BYTES)
                .encode(List.of(event("a"), event("too long"), event("c"), Map.of("id", "d"))));

        assertThat(failure.fault()).isEqualTo(Fault.POISON);
        assertThat(failure.failedIndexes()).containsExactlyInAnyOrder(1, 3);
        assertThat(failure.delivered()).isEmpty();
        assertThat(failure).hasMessage("Not sent to Splunk: the event at position 1 takes 116 bytes, above"
                + " maxContentLength (102), and 1 more");
    }

    /** A step of the route has replaced the event: a fault of the route, by which no event is lost. */
    @ParameterizedTest
    @MethodSource("noEvents")
    void anythingButAnEventIsAFaultOfTheRoute(@Nullable Object body) {
        DeliveryException failure = catchThrowableOfType(DeliveryException.class, () -> plain(1000).encode(body));

        assertThat(failure.fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure).hasMessageContaining("do not marshal").hasMessageNotContaining("secret");
    }

    static Stream<Object> noEvents() {
        return Stream.of(null, "secret", new byte[1], List.of(event("a"), "secret"), Arrays.asList(event("a"), null));
    }

    @Test
    void anEmptyBatchNeedsNoRequest() throws Exception {
        assertThat(plain(1000).encode(List.of())).isEmpty();
    }

    private static HecRequest plain(int maxContentLengthBytes) {
        return new HecRequest(WRITER, maxContentLengthBytes, null);
    }

    private static Map<String, Object> event(String id) {
        return Map.of("id", id, "timestamp", "2026-03-01T12:00:00.000Z");
    }

    private static String text(HecRequestBody body) {
        return new String(body.bytes(), StandardCharsets.UTF_8);
    }
}
