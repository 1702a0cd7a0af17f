package io.anivia.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapsTest {

    private static final TapLimits LIMITS = new TapLimits(1_000, 5, 100, 1 << 20, 1 << 16);
    private static final TapQuery EVENTS = query();
    private static final byte[] EVENT = "{\"id\":\"e1\"}".getBytes(StandardCharsets.UTF_8);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Tap> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Tap::close);
        assertThat(Taps.count()).isZero();
    }

    @Test
    void aPointReadsNothingButAFieldWhileNothingLooks() {
        assertThat(Taps.at(TapPoint.EVENT)).isNull();
        Tap tap = open(EVENTS, LIMITS, lines::add);
        assertThat(Taps.at(TapPoint.EVENT)).isNotNull();
        assertThat(Taps.at(TapPoint.DEAD)).as("another point").isNull();
        tap.close();
        assertThat(Taps.at(TapPoint.EVENT)).isNull();
    }

    @Test
    void whatMatchesIsShown() {
        open(query("id=e1"), LIMITS, lines::add);
        open(new TapQuery(Set.of(TapPoint.EVENT), null, "other", List.of(), false), LIMITS, lines::add);
        Taps.at(TapPoint.EVENT).event("web", null, EVENT, Map.of("id", "e1"));
        Taps.at(TapPoint.EVENT).event("web", null, EVENT, Map.of("id", "e2"));
        Taps.at(TapPoint.EVENT).event("web", null, EVENT, null);

        await().untilAsserted(() -> assertThat(lines).hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("\"process\":\"p1\",\"point\":\"event\",\"source\":\"web\"")));
    }

    @Test
    void aTapThatThrowsEndsAndNothingElseDoes() {
        long failuresBefore = Taps.failures();
        AtomicInteger broken = new AtomicInteger();
        open(EVENTS, LIMITS, new Tap.TapSink() {
            @Override
            public void line(String json) {
                throw new NoClassDefFoundError("as memory is used up");
            }

            @Override
            public void broken() {
                broken.incrementAndGet();
            }
        });
        open(EVENTS, LIMITS, lines::add);
        offer(3);

        await().untilAsserted(() -> assertThat(lines).hasSize(3));
        await().untilAsserted(() -> assertThat(broken).hasValue(1));
        assertThat(Taps.count()).isEqualTo(1);
        assertThat(Taps.failures()).isEqualTo(failuresBefore + 1);
    }

    @Test
    void whatThrowsOnThePipelinesThreadDoesNotReachIt() {
        open(query("user.email~x"), LIMITS, lines::add);
        Map<String, Object> hostile = new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                throw new StackOverflowError();
            }
        };

        Taps.at(TapPoint.EVENT).event("web", null, EVENT, hostile);

        assertThat(Taps.count()).as("it has ended").isZero();
    }

    /** A reader that never reads blocks the tap's own thread, and not the one that offers. */
    @Test
    void whatIsNotTakenIsDroppedAndCounted() throws Exception {
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch began = new CountDownLatch(1);
        Tap tap = open(EVENTS, new TapLimits(1_000_000, 5, 100, 1 << 20, 1 << 16), json -> {
            began.countDown();
            try {
                reads.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        offer(1);
        began.await();

        offer(10_000);

        assertThat(tap.takeDropped()).isEqualTo(10_000 - 100);
        assertThat(tap.takeDropped()).isZero();
        reads.countDown();
    }

    @Test
    void bytesThatWaitAreBounded() throws Exception {
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch began = new CountDownLatch(1);
        Tap tap = open(EVENTS, new TapLimits(1_000_000, 5, 100, 3L * EVENT.length, 1 << 16), json -> {
            began.countDown();
            try {
                reads.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        offer(1);
        began.await();

        offer(10);

        assertThat(tap.takeDropped()).isEqualTo(7);
        reads.countDown();
    }

    @Test
    void aSecondHasOnlySoManyLinesAndReads() {
        Tap few = open(EVENTS, new TapLimits(2, 5, 100, 1 << 20, 1 << 16), lines::add);
        Tap reading = open(query("id=other"), LIMITS, lines::add);
        offer(100);

        // More seconds than one may pass meanwhile.
        assertThat(few.takeDropped()).isBetween(60L, 98L);
        assertThat(reading.takeDropped()).isBetween(60L, 95L);
    }

    @Test
    void aRateIsOfEachSecond() {
        long[] now = {5};
        RateGate gate = new RateGate(2, () -> now[0]);
        assertThat(IntStream.range(0, 5).filter(i -> gate.tryPass()).count()).isEqualTo(2);
        now[0] += 999_999_999L;
        assertThat(gate.tryPass()).isFalse();
        now[0] += 1;
        assertThat(IntStream.range(0, 5).filter(i -> gate.tryPass()).count()).isEqualTo(2);
        now[0] += 3600L * 24 * 365 * 1_000_000_000L;
        assertThat(IntStream.range(0, 5).filter(i -> gate.tryPass()).count()).isEqualTo(2);
    }

    @Test
    void aThousandTapsAreRefusedButForTheFirstTen() {
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            try {
                opened.add(Taps.open("p1", EVENTS, LIMITS, lines::add, 10));
            } catch (TooManyTapsException e) {
                refused.incrementAndGet();
            }
        }
        assertThat(refused).hasValue(990);
        opened.remove(0).close();
        open(EVENTS, LIMITS, lines::add);
        assertThatExceptionOfType(TooManyTapsException.class).isThrownBy(() -> open(EVENTS, LIMITS, lines::add))
                .withMessageContaining("anivia.tap.max-open");
    }

    @Test
    void aClosedTapLeavesNoThread() {
        IntStream.range(0, 100).forEach(i -> open(EVENTS, LIMITS, lines::add).close());

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("tap-")));
    }

    private static TapQuery query(String... filters) {
        return new TapQuery(Set.of(TapPoint.EVENT), null, null, IntStream.range(0, filters.length)
                .mapToObj(i -> TapFilter.parse(filters[i])).toList(), false);
    }

    private Tap open(TapQuery query, TapLimits limits, Tap.TapSink sink) {
        Tap tap = Taps.open("p1", query, limits, sink, 10);
        opened.add(tap);
        return tap;
    }

    private static void offer(int events) {
        for (int i = 0; i < events; i++) {
            Taps.at(TapPoint.EVENT).event("web", null, EVENT, null);
        }
    }
}
