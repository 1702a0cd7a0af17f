package io.anivia.prospector;

import static io.anivia.prospector.Payloads.SPLITTER;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.reading;
import static io.anivia.prospector.Payloads.split;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import io.anivia.prospector.EventSteps.StepResult;
import io.anivia.source.counts.InputTally;
import io.anivia.source.counts.InputTally.ServiceTally;
import io.anivia.source.reading.Reading;
import org.junit.jupiter.api.Test;

/** What is counted of a payload's events. */
class InputTallyTest {

    private static final Reading OTLP = reading("decode", "otlp", "events", "resourceLogs.scopeLogs.logRecords as log",
            "shared", "resource, scope", "timestamp", "timeUnixNano ns");
    private static final String LOGS = """
            {"resourceLogs": [
              {"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "checkout"}}]},
               "scopeLogs": [{"logRecords": [{"severityNumber": 9}, {"severityNumber": 17}]}]},
              {"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "search"}}]},
               "scopeLogs": [{"logRecords": [{"severityNumber": 21}]}]}]}""";

    @Test
    void servicesAreCountedWhereTheFormatHasThem() {
        assertThat(split(OTLP, LOGS).tally().services())
                .isEqualTo(Map.of("checkout", new ServiceTally(2, 1), "search", new ServiceTally(1, 1)));
        assertThat(split(LOGS).tally().services()).isEmpty();
    }

    /** The health of a service is not what an integrator keeps of it. */
    @Test
    void whatStepsDropOrChangeIsCountedAllTheSame() {
        SplitResult split = SPLITTER.splitter().split(payload(utf8(LOGS)), OTLP,
                events -> events.stream().map(event -> StepResult.unwanted()).toList());

        assertThat(split.events()).isEmpty();
        assertThat(split.tally().services()).containsEntry("checkout", new ServiceTally(2, 1));
    }

    @Test
    void clocksAndWarningsAreCounted() {
        SplitResult split = SPLITTER.splitter().split(payload(utf8("""
                [{"timestamp": "2026-11-23T13:42:49Z"}, {"timestamp": "2026-11-23T13:42:48Z"}, {}]""")),
                reading(), events -> events.stream().map(event -> StepResult.failed("source step failed: X")).toList());

        assertThat(split.tally().clocks()).isEqualTo(Map.of("device", 2, "received", 1));
        assertThat(split.tally().warnings()).isEqualTo(Map.of("source step failed: X", 3));
    }

    @Test
    void whatIsRejectedAsAWholeCountsNothing() {
        assertThat(split("no JSON").tally()).isEqualTo(InputTally.NONE);
        assertThat(split("[]").events()).isEqualTo(List.of());
    }
}
