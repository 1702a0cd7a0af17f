package io.anivia.broker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.anivia.broker.consume.SessionState.SessionEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionStateTest {

    /** The table of {@link SessionState}, whole: the state, then the next one for each event. */
    @ParameterizedTest
    @ValueSource(strings = {
        //            START    STARTED   CANCEL     CANCELLED CLOSE   LOST
        "IDLE       | STARTING -         -          -         CLOSING CLOSED",
        "STARTING   | -        CONSUMING -          -         CLOSING CLOSED",
        "CONSUMING  | -        -         CANCELLING -         CLOSING CLOSED",
        "CANCELLING | -        -         -          IDLE      CLOSING CLOSED",
        "CLOSING    | -        -         -          -         -       CLOSED",
        "CLOSED     | -        -         -          -         -       -"})
    void changes(String row) {
        String[] cells = row.split("[ |]+");
        assertThat(cells).hasSize(1 + SessionEvent.values().length);
        SessionState state = SessionState.valueOf(cells[0]);
        for (SessionEvent event : SessionEvent.values()) {
            String expected = cells[1 + event.ordinal()];
            assertThat(state.after(event)).as("%s after %s", state, event)
                    .isEqualTo(expected.equals("-") ? state : SessionState.valueOf(expected));
        }
    }
}
