package io.anivia.destination.delivery;

import static io.anivia.destination.delivery.TestEvent.dueAt;
import static io.anivia.destination.delivery.TestEvent.items;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import io.anivia.destination.delivery.FailurePolicy.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of {@link FailurePolicy}. */
class FailurePolicyTest {

    private static final RetryPolicy RETRIES =
            new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMinutes(15), 20, 50);

    private enum Failure {
        POISON(DeliveryException.poison("HTTP 400", null)),
        TRANSIENT(DeliveryException.transientFailure("HTTP 500", null, null)),
        BUSY(DeliveryException.transientFailure("HTTP 429", Duration.ofSeconds(1), null)),
        PERMANENT(DeliveryException.permanent("HTTP 403", null));

        private final DeliveryException exception;

        Failure(DeliveryException exception) {
            this.exception = exception;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            failure   | times | others passed | order  | single      | many
            POISON    | 1     | false         | NONE   | DEAD_LETTER | BISECT
            POISON    | 1     | true          | ALL    | DEAD_LETTER | BISECT
            TRANSIENT | 1     | true          | NONE   | TRY_AGAIN   | TRY_AGAIN
            TRANSIENT | 2     | true          | NONE   | SET_ASIDE   | BISECT
            TRANSIENT | 4     | true          | BY_KEY | TRY_AGAIN   | BISECT
            TRANSIENT | 5     | true          | BY_KEY | SET_ASIDE   | BISECT
            TRANSIENT | 1     | true          | ALL    | SET_ASIDE   | BISECT
            TRANSIENT | 1     | false         | NONE   | BACK_OFF    | BACK_OFF
            TRANSIENT | 2     | false         | NONE   | TRY_ANOTHER | TRY_ANOTHER
            TRANSIENT | 2     | false         | BY_KEY | TRY_ANOTHER | TRY_ANOTHER
            TRANSIENT | 19    | false         | ALL    | BACK_OFF    | BACK_OFF
            TRANSIENT | 20    | false         | ALL    | TRY_ANOTHER | TRY_ANOTHER
            BUSY      | 9     | false         | NONE   | BACK_OFF    | BACK_OFF
            BUSY      | 9     | true          | NONE   | BACK_OFF    | BACK_OFF
            BUSY      | 10    | false         | NONE   | TRY_ANOTHER | TRY_ANOTHER
            BUSY      | 10    | true          | NONE   | SET_ASIDE   | BISECT
            BUSY      | 10    | false         | ALL    | BACK_OFF    | BACK_OFF
            PERMANENT | 1     | false         | NONE   | TRY_ANOTHER | TRY_ANOTHER
            PERMANENT | 1     | false         | ALL    | TRY_AGAIN   | TRY_AGAIN
            PERMANENT | 2     | false         | ALL    | TRY_ANOTHER | TRY_ANOTHER
            PERMANENT | 1     | true          | NONE   | TRY_AGAIN   | TRY_AGAIN
            PERMANENT | 2     | true          | NONE   | SET_ASIDE   | BISECT
            """)
    void decides(Failure failure, int times, boolean othersPassed, DeliveryOrder order, Action single, Action many) {
        FailurePolicy policy = new FailurePolicy(RETRIES, order);

        assertThat(policy.decide(failed(items(1), times, othersPassed), failure.exception, evidence(othersPassed, 1))).isEqualTo(single);
        assertThat(policy.decide(failed(items(2), times, othersPassed), failure.exception, evidence(othersPassed, 1))).isEqualTo(many);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            refusals | single      | many
            49       | DEAD_LETTER | BISECT
            50       | SUSPEND     | SUSPEND
            51       | SUSPEND     | SUSPEND
            """)
    void blamesTheRouteWhenNothingPasses(int refusals, Action single, Action many) {
        FailurePolicy policy = new FailurePolicy(RETRIES, DeliveryOrder.NONE);

        assertThat(policy.decide(failed(items(1), 1, false), Failure.POISON.exception, evidence(false, refusals))).isEqualTo(single);
        assertThat(policy.decide(failed(items(2), 1, false), Failure.POISON.exception, evidence(false, refusals))).isEqualTo(many);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            failure   | others passed | order | action
            TRANSIENT | false         | NONE  | TRY_AGAIN
            TRANSIENT | false         | ALL   | TRY_AGAIN
            TRANSIENT | true          | NONE  | SET_ASIDE
            BUSY      | false         | NONE  | BACK_OFF
            PERMANENT | false         | NONE  | TRY_AGAIN
            PERMANENT | true          | NONE  | SET_ASIDE
            """)
    void doesNotBlameTheDestinationForAnEventThatWasSetAside(Failure failure, boolean othersPassed, DeliveryOrder order, Action action) {
        FailurePolicy policy = new FailurePolicy(RETRIES, order);

        assertThat(policy.decide(failed(List.of(dueAt("a", 0)), 1, othersPassed), failure.exception, evidence(othersPassed, 1)))
                .isEqualTo(action);
    }

    @Test
    void theFailureOfWhatIsTriedInPlaceOfAnotherIsAnAnswer() {
        FailurePolicy policy = new FailurePolicy(RETRIES, DeliveryOrder.ALL);
        Batch once = failed(items(1), 1, false);

        assertThat(policy.decide(once, Failure.PERMANENT.exception, evidence(false, 1))).isEqualTo(Action.TRY_AGAIN);
        assertThat(policy.decide(once, Failure.PERMANENT.exception, new FailurePolicy.Evidence(false, true, 1)))
                .isEqualTo(Action.TRY_ANOTHER);
    }

    private static FailurePolicy.Evidence evidence(boolean othersPassed, int refusals) {
        return new FailurePolicy.Evidence(othersPassed, false, refusals);
    }

    private static Batch failed(List<QueuedEvent> events, int times, boolean othersPassed) {
        Batch batch = Batch.of(events);
        for (int i = 0; i < times; i++) {
            batch = batch.failedOnce(0, othersPassed);
        }
        return batch;
    }
}
