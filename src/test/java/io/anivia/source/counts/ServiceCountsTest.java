package io.anivia.source.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.anivia.source.counts.InputTally.ServiceTally;
import io.anivia.source.counts.ServiceCounts.ServiceHealth;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ServiceCountsTest {

    private static final long HOUR = 3_600_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong(1_700_000_000_000L);
    private final ServiceCounts services = new ServiceCounts(2, meters, now::get);

    @Test
    void eventsAndErrorsAreCountedByService() {
        add("checkout", 10, 2);
        add("checkout", 5, 0);
        add("search", 1, 1);

        assertThat(services.all())
                .extracting(ServiceHealth::name, ServiceHealth::events, ServiceHealth::errors,
                        ServiceHealth::recentErrors)
                .containsExactlyInAnyOrder(tuple("checkout", 15L, 2L, 2L), tuple("search", 1L, 1L, 1L));
        assertThat(metric("checkout", "ok")).isEqualTo(13);
        assertThat(metric("checkout", "error")).isEqualTo(2);
    }

    @Test
    void anyNumberOfNamesTakesNoMoreRowsThanThereMayBe() {
        for (int i = 0; i < 5000; i++) {
            add("service-" + i, 1, 0);
        }

        assertThat(services.all()).extracting(ServiceHealth::name, ServiceHealth::events)
                .containsExactlyInAnyOrder(tuple("service-0", 1L), tuple("service-1", 1L), tuple("others", 4998L));
        assertThat(services.othersCount()).isEqualTo(ServiceCounts.MAX_OTHERS);
        assertThat(meters.find("anivia.service.events").counters()).hasSize(6);
    }

    @Test
    void aServiceThatIsSilentForAnHourMakesRoom() {
        add("old", 3, 1);
        now.addAndGet(HOUR / 2);
        add("busy", 1, 0);
        now.addAndGet(HOUR / 2 + 1);

        add("new", 1, 0);

        assertThat(services.all()).extracting(ServiceHealth::name, ServiceHealth::events)
                .containsExactlyInAnyOrder(tuple("busy", 1L), tuple("new", 1L), tuple("others", 3L));
        assertThat(meters.find("anivia.service.events").tag("service", "old").counters()).isEmpty();
    }

    @Test
    void aLongNameIsCut() {
        add("n".repeat(10_000), 1, 0);

        assertThat(services.all()).singleElement()
                .satisfies(row -> assertThat(row.name()).hasSize(100));
    }

    @Test
    void whatCannotBeSeenIsNotInAName() {
        add("shop\u0007\u202e\n one\ud83d", 1, 0);
        add("\u0000\u200b", 1, 0);

        assertThat(services.all()).extracting(ServiceHealth::name)
                .containsExactlyInAnyOrder("shop  one", "unnamed");
    }

    @Test
    void aServiceCalledOthersIsOneOfThem() {
        add("others", 1, 0);

        assertThat(services.all()).extracting(ServiceHealth::name).containsExactly("others");
    }

    private void add(String name, int events, int errors) {
        services.add(Map.of(name, new ServiceTally(events, errors)));
    }

    private double metric(String service, String outcome) {
        return meters.get("anivia.service.events").tag("service", service).tag("outcome", outcome).counter().count();
    }
}
