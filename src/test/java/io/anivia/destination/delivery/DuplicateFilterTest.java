package io.anivia.destination.delivery;

import static io.anivia.destination.delivery.TestEvent.acks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class DuplicateFilterTest {

    private final CamelContext context = new DefaultCamelContext();
    private final StrictRepository repository = new StrictRepository();

    private static QueuedEvent event(String json) {
        return new QueuedEvent(json.getBytes(StandardCharsets.UTF_8), Map.of("id", json), "application/json", null, 0,
                null, 0, new TestEvent());
    }

    private static QueuedEvent withId(String id) {
        return event("{\"id\":\"" + id + "\"}");
    }

    private static List<QueuedEvent> withIds(int count) {
        return IntStream.range(0, count).mapToObj(i -> withId("id-" + i)).toList();
    }

    private DuplicateFilter started(DuplicateFilter filter) {
        filter.start(context);
        return filter;
    }

    private DuplicateFilter inMemory(Duration remembered, int maxIds) {
        return started(DuplicateFilter.inMemory("test", remembered, maxIds));
    }

    /** Its clock stands still, so that no failure is a slow one. */
    private DuplicateFilter overRepository() {
        return started(new DuplicateFilter("test", repository, () -> 0));
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

    @ParameterizedTest
    @MethodSource("filters")
    void whatWasDeliveredIsNotDeliveredAgain(DuplicateFilter filter) {
        try (ScriptedDestination destination = new ScriptedDestination(10, started(filter))) {
            QueuedEvent first = withId("a");
            destination.start(List.of(first));
            await().until(() -> acks(first) == 1);

            QueuedEvent again = withId("a");
            QueuedEvent other = withId("b");
            destination.buffer().add(again);
            destination.buffer().add(other);

            await().until(() -> acks(again) == 1 && acks(other) == 1);
            assertThat(destination.delivered()).containsExactly("{\"id\":\"a\"}", "{\"id\":\"b\"}");
            assertThat(destination.counted("anivia.events.duplicate")).isEqualTo(1);
            assertThat(destination.counted("anivia.events.delivered")).isEqualTo(2);
        }
    }

    static Stream<DuplicateFilter> filters() {
        return Stream.of(DuplicateFilter.inMemory("test", Duration.ofMinutes(1), 1000),
                DuplicateFilter.over("test", new StrictRepository()));
    }

    @Test
    void whatIsTriedInPlaceOfAnotherMayBeADuplicate() {
        try (ScriptedDestination destination = new ScriptedDestination(1, overRepository())) {
            QueuedEvent first = withId("a");
            destination.start(List.of(first));
            await().until(() -> acks(first) == 1);
            destination.script(events -> events.get(0).id().equals(Optional.of("bad"))
                    ? DeliveryResult.failed(DeliveryException.permanent("HTTP 403 Forbidden", null))
                    : DeliveryResult.delivered());

            destination.buffer().add(withId("bad"));
            QueuedEvent again = withId("a");
            destination.buffer().add(again);
            await().until(() -> acks(again) == 1);
            QueuedEvent other = withId("b");
            destination.buffer().add(other);

            await().until(() -> acks(other) == 1);
            assertThat(destination.delivered()).containsExactly("{\"id\":\"a\"}", "{\"id\":\"b\"}");
            assertThat(destination.counted("anivia.events.duplicate")).isEqualTo(1);
        }
    }

    @Test
    void whatWasTriedInVainIsNoDuplicate() {
        try (ScriptedDestination destination = new ScriptedDestination(10, overRepository())) {
            destination.failNext(DeliveryException.transientFailure("HTTP 503", null, null));
            QueuedEvent event = withId("a");

            destination.start(List.of(event));

            await().until(() -> acks(event) == 1);
            assertThat(destination.delivered()).hasSize(1);
        }
    }

    @Test
    void anEventThatAnotherDestinationHasTakenIsNoDuplicate() {
        overRepository().remember(withIds(1));

        assertThat(started(DuplicateFilter.over("other", repository)).duplicates(withIds(1))).isEmpty();
        assertThat(overRepository().duplicates(withIds(1))).hasSize(1);
    }

    @Test
    void remembersSoLongAndSoManyAndNoMore() {
        DuplicateFilter brief = inMemory(Duration.ofMillis(1), 1000);
        brief.remember(withIds(1));
        await().until(() -> brief.duplicates(withIds(1)).isEmpty());

        DuplicateFilter few = inMemory(Duration.ofMinutes(1), 10);
        few.remember(withIds(1000));
        await().until(() -> few.duplicates(withIds(1000)).size() <= 10);
        assertThat(few.duplicates(withIds(1000))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void deliversEverythingThoughTheRepositoryAlwaysFails(Supplier<Throwable> thrown) {
        DuplicateFilter filter = overRepository();
        repository.failingAlways().with(thrown);
        try (ScriptedDestination destination = new ScriptedDestination(10, filter)) {
            List<QueuedEvent> events = withIds(100);

            destination.start(events);

            await().until(() -> events.stream().allMatch(event -> acks(event) == 1));
            assertThat(destination.delivered()).hasSize(100).doesNotHaveDuplicates();
            assertThat(destination.counted("anivia.events.delivered")).isEqualTo(100);
            assertThat(repository.calls()).isEqualTo(200);
        }
    }

    static Stream<Supplier<Throwable>> throwables() {
        return Stream.of(() -> new IllegalStateException("connection refused"), () -> new SQLException("undeclared"),
                () -> new NoClassDefFoundError("com/example/Driver"), StackOverflowError::new);
    }

    @Test
    void aRepositoryThatFailsOnceFindsDuplicatesAgain() {
        DuplicateFilter filter = overRepository();
        repository.failing(1);
        try (ScriptedDestination destination = new ScriptedDestination(10, filter)) {
            QueuedEvent first = withId("a");
            destination.start(List.of(first));
            await().until(() -> acks(first) == 1);

            QueuedEvent again = withId("a");
            destination.buffer().add(again);

            await().until(() -> acks(again) == 1);
            assertThat(destination.delivered()).hasSize(1);
            assertThat(destination.counted("anivia.events.duplicate")).isEqualTo(1);
        }
    }

    @Test
    void deliversWhileTheRepositoryCannotBeStarted() {
        repository.failing(1);
        DuplicateFilter filter = overRepository();
        assertThat(repository.isStarted()).isFalse();
        filter.remember(withIds(1));
        assertThat(filter.duplicates(withIds(1))).isEmpty();
        assertThat(repository.calls()).isZero();

        filter.start(context);

        filter.remember(withIds(1));
        assertThat(filter.duplicates(withIds(1))).hasSize(1);
    }

    @Test
    void startsTheRepositoryOnceAndNotAfterItIsStopped() {
        DuplicateFilter filter = overRepository();
        filter.start(context);
        assertThat(repository.starts()).isEqualTo(1);

        filter.stop();
        filter.stop();
        filter.start(context);

        assertThat(repository.isStarted()).isFalse();
        assertThat(filter.duplicates(withIds(1))).isEmpty();
    }

    @Test
    void leavesARepositoryAloneThatIsSlowToFail() {
        AtomicLong clock = new AtomicLong();
        DuplicateFilter filter = started(new DuplicateFilter("test", repository, clock::get));
        repository.failingAlways().with(() -> {
            clock.addAndGet(Duration.ofSeconds(30).toNanos());
            return new IllegalStateException("timeout");
        });

        filter.duplicates(withIds(1000));
        filter.remember(withIds(1000));
        assertThat(repository.calls()).isEqualTo(1);

        clock.addAndGet(Duration.ofSeconds(300).toNanos());
        repository.failing(0);
        filter.remember(withIds(1));
        assertThat(filter.duplicates(withIds(1))).hasSize(1);
    }
}
