package io.anivia.destination.delivery;

import static io.anivia.destination.delivery.TestEvent.acks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DuplicateFilterTest {

    private final RecentIds recent = new RecentIds(Duration.ofMinutes(1), 1000);
    private final DuplicateFilter filter = new DuplicateFilter(recent::contains, recent::add);

    private static QueuedEvent event(String json) {
        return new QueuedEvent(json.getBytes(StandardCharsets.UTF_8), Map.of("id", json), "application/json", null, 0,
                new TestEvent());
    }

    @Test
    void readsTheIdWhereverItStandsAtTheTop() {
        assertThat(event("{\"id\":\"a\"}").id()).contains("a");
        assertThat(event("{\"x\":{\"id\":\"inner\"},\"y\":[{\"id\":1}],\"id\":\"b\"}").id()).contains("b");
        assertThat(event("{\"x\":1}").id()).isEmpty();
        assertThat(event("{\"id\":{\"id\":\"c\"}}").id()).isEmpty();
        assertThat(event("[\"id\"]").id()).isEqualTo(Optional.empty());
        assertThat(event("{\"x\":").id()).isEmpty();
    }

    @Test
    void whatWasDeliveredIsNotDeliveredAgain() {
        try (ScriptedDestination destination = new ScriptedDestination(10, filter)) {
            QueuedEvent first = event("{\"id\":\"a\"}");
            QueuedEvent other = event("{\"id\":\"b\"}");
            destination.start(List.of(first));
            await().until(() -> acks(first) == 1);

            QueuedEvent again = event("{\"id\":\"a\"}");
            destination.inHand().add(again);
            destination.inHand().add(other);

            await().until(() -> acks(again) == 1 && acks(other) == 1);
            assertThat(destination.delivered()).containsExactly("{\"id\":\"a\"}", "{\"id\":\"b\"}");
            assertThat(destination.counted("anivia.events.duplicate")).isEqualTo(1);
            assertThat(destination.counted("anivia.events.delivered")).isEqualTo(2);
        }
    }

    @Test
    void whatWasTriedInVainIsNoDuplicate() {
        try (ScriptedDestination destination = new ScriptedDestination(10, filter)) {
            destination.failNext(DeliveryException.passing("HTTP 503", null, null));
            QueuedEvent event = event("{\"id\":\"a\"}");

            destination.start(List.of(event));

            await().until(() -> acks(event) == 1);
            assertThat(destination.delivered()).hasSize(1);
        }
    }

    @Test
    void remembersSoLongAndSoManyAndNoMore() {
        RecentIds brief = new RecentIds(Duration.ofMillis(1), 1000);
        brief.add("a");
        await().until(() -> !brief.contains("a"));

        RecentIds few = new RecentIds(Duration.ofMinutes(1), 10);
        for (int i = 0; i < 1000; i++) {
            few.add("id-" + i);
        }
        await().until(() -> IntStream.range(0, 1000).filter(i -> few.contains("id-" + i)).count() <= 10);
    }
}
