package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.destination.delivery.DeliveryException;
import org.junit.jupiter.api.Test;

class HecRequestTest {

    private static final HecEventWriter ENVELOPES = new HecEventWriter(null, null, null, null);
    /** Of one event with a one-letter id, its line end included. */
    private static final int LINE_BYTES = 102;

    @Test
    void putsOneEnvelopeOnALine() throws Exception {
        List<HecRequest.Part> parts = plain(1_000_000).encode(List.of(event("a"), event("b"), event("c")));

        assertThat(parts).singleElement().satisfies(part -> {
            assertThat(part.first()).isZero();
            assertThat(part.count()).isEqualTo(3);
            assertThat(text(part).lines()).hasSize(3).allSatisfy(line -> assertThat(line).hasSize(LINE_BYTES - 1));
        });
    }

    @Test
    void compressesAtTheGivenLevel() throws Exception {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            events.add(event(Integer.toString(i * 7919)));
        }
        byte[] plain = plain(1_000_000).encode(events).get(0).body();
        byte[] fast = new HecRequest(ENVELOPES, 1_000_000, 1).encode(events).get(0).body();
        byte[] small = new HecRequest(ENVELOPES, 1_000_000, 9).encode(events).get(0).body();

        assertThat(new GZIPInputStream(new ByteArrayInputStream(fast)).readAllBytes()).isEqualTo(plain);
        assertThat(small).hasSizeLessThan(fast.length);
        assertThat(fast).hasSizeLessThan(plain.length / 4);
    }

    @Test
    void splitsWhatDoesNotFitIntoOneRequest() throws Exception {
        List<HecRequest.Part> parts = plain(2 * LINE_BYTES)
                .encode(List.of(event("a"), event("b"), event("c"), event("d"), event("e")));

        assertThat(parts).extracting(HecRequest.Part::first).containsExactly(0, 2, 4);
        assertThat(parts).extracting(HecRequest.Part::count).containsExactly(2, 2, 1);
        assertThat(parts).allSatisfy(part -> assertThat(part.body()).hasSizeLessThanOrEqualTo(2 * LINE_BYTES));
        assertThat(String.join("", parts.stream().map(HecRequestTest::text).toList()))
                .isEqualTo(text(plain(1_000_000)
                        .encode(List.of(event("a"), event("b"), event("c"), event("d"), event("e"))).get(0)));
    }

    @Test
    void splitsByTheLengthBeforeCompression() throws Exception {
        assertThat(new HecRequest(ENVELOPES, 2 * LINE_BYTES, 9).encode(List.of(event("a"), event("b"), event("c"))))
                .hasSize(2);
    }

    @Test
    void namesEveryEventThatCanNeverBeSent() {
        DeliveryException failure = catchThrowableOfType(DeliveryException.class, () -> plain(LINE_BYTES)
                .encode(Arrays.asList(event("a"), event("too long"), event("c"), Map.of("id", "d"), null, "text")));

        assertThat(failure.fault()).isEqualTo(Fault.POISON);
        assertThat(failure.failedIndexes()).containsExactlyInAnyOrder(1, 3, 4, 5);
        assertThat(failure.delivered()).isEmpty();
        assertThat(failure).hasMessage("Not sent to Splunk: the event at position 1 takes 116 bytes, above"
                + " maxContentLength (102), and 3 more");
    }

    @Test
    void makesNoRequestOfNothing() throws Exception {
        assertThat(plain(1000).encode(List.of())).isEmpty();
    }

    private static HecRequest plain(int maxContentLengthBytes) {
        return new HecRequest(ENVELOPES, maxContentLengthBytes, null);
    }

    private static Map<String, Object> event(String id) {
        return Map.of("id", id, "timestamp", "2026-03-01T12:00:00.000Z");
    }

    private static String text(HecRequest.Part part) {
        return new String(part.body(), StandardCharsets.UTF_8);
    }
}
