package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.anivia.common.ReplayFates.ReplayFate;
import org.junit.jupiter.api.Test;

class ReplayFatesTest {

    private final ReplayFates fates = new ReplayFates();

    @Test
    void messagesAreCountedByTheirReplay() {
        fates.delivered("one");
        fates.delivered("one");
        fates.deadAgain("one");
        fates.deadAgain("other");

        assertThat(fates.all()).containsEntry("one", new ReplayFate(2, 1)).containsEntry("other", new ReplayFate(0, 1))
                .hasSize(2);
    }

    @Test
    void whatNoReplayHasSentIsNotCounted() {
        fates.delivered(null);
        fates.deadAgain(7L);
        fates.deadAgain("x".repeat(1000));

        assertThat(fates.all()).isEmpty();
    }

    @Test
    void onlyTheLastReplaysAreKeptThoughMessagesBringAnyIds() {
        fates.delivered("first");
        for (int i = 0; i < 1000; i++) {
            fates.delivered("id-" + i);
            fates.delivered("first");
        }

        assertThat(fates.all()).hasSize(ReplayFates.MAX_REPLAYS).containsKey("id-999").doesNotContainKey("id-1")
                .containsEntry("first", new ReplayFate(1001, 0));
    }
}
