package io.anivia.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.anivia.fakes.NeedsRabbit;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;


/** A few of the {@link Faults}, shortened. */
@Tag("slow")
@NeedsRabbit
class FaultsIT {

    private static final List<String> SOME = List.of("everything of Anivia: kill -9", "broker: stop_app",
            "webhook: 503 with Retry-After", "webhook: half a reply");

    @Test
    void nothingIsLost() throws Exception {
        Settings settings = Settings.of("rate=50", "lead=1s", "hold=4s", "patience=60s",
                "faults=" + String.join(",", SOME));

        List<Outcome> outcomes = FaultsHarness.run(settings, Workplace.create("faults"));

        assertThat(outcomes).extracting(Outcome::fault).containsExactlyElementsOf(SOME);
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.skipped()).isEmpty();
            assertThat(outcome.wrong()).as(outcome.fault()).isEmpty();
            assertThat(outcome.dead()).as("known dead letters of " + outcome.fault()).isPositive();
        });
    }
}
