package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With tracing on, one trace runs from the POST to the delivery. */
@QuarkusTest
@TestProfile(TracingOnProfile.class)
class TracingOnIT extends ProgramTestBase {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CLIENTS_SPAN = "b7ad6b7169203331";
    private static final String ROOT = "0000000000000000";
    /**
     * The POST to Elmer, and the delivery's; publishing and consuming the payload; Prospector's publishing, to the
     * default exchange; delivery.
     */
    private static final Set<String> SPANS = Set.of("POST", "anivia.collected", "default", "partner");

    @Inject
    InMemorySpanExporter exporter;

    @BeforeEach
    void forget() {
        exporter.reset();
    }

    @Test
    void theClientsTraceGoesOn() throws Exception {
        accepted("{\"id\": \"continued\"}", "traceparent", "00-" + TRACE + "-" + CLIENTS_SPAN + "-01");

        String delivered = TracingOffIT.delivery("continued").header("traceparent").orElseThrow();
        assertThat(delivered).startsWith("00-" + TRACE + "-").doesNotContain(CLIENTS_SPAN);
        List<SpanData> spans = spansOf(TRACE);
        assertThat(spans).filteredOn(span -> span.getParentSpanId().equals(CLIENTS_SPAN)).hasSize(1);
        assertThat(spans).anyMatch(span -> delivered.contains(span.getSpanId()));
        assertLinked(spans, CLIENTS_SPAN);
    }

    @Test
    void aTraceBeginsWithThePost() throws Exception {
        accepted("{\"id\": \"begun\"}");

        String trace = TracingOffIT.delivery("begun").header("traceparent").orElseThrow().split("-")[1];
        assertLinked(spansOf(trace), ROOT);
    }

    /** All of a trace's spans, once the last of them has ended. */
    private List<SpanData> spansOf(String trace) {
        await().untilAsserted(() -> assertThat(names(inTrace(trace))).containsAll(SPANS));
        return inTrace(trace);
    }

    private List<SpanData> inTrace(String trace) {
        return exporter.getFinishedSpanItems().stream().filter(span -> span.getTraceId().equals(trace)).toList();
    }

    private static Set<String> names(List<SpanData> spans) {
        return spans.stream().map(SpanData::getName).collect(Collectors.toSet());
    }

    private static void assertLinked(List<SpanData> spans, String first) {
        Set<String> known = spans.stream().map(SpanData::getSpanId).collect(Collectors.toSet());
        assertThat(spans).allMatch(span ->
                known.contains(span.getParentSpanId()) || span.getParentSpanId().equals(first));
    }
}
